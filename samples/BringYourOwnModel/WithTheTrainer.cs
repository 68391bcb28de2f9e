using BringYourOwnModel.Data;
using BringYourOwnModel.Models;
using Microsoft.Extensions.DependencyInjection;
using SraCl;
using SraCl.Modeling;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Fitting;
using static TorchSharp.torch;

namespace BringYourOwnModel;

/// <summary>The first way in: everything is registered, the library's trainer runs it.</summary>
internal static class WithTheTrainer
{
    /// <summary>Trains a <see cref="GruRecommender"/>.</summary>
    /// <param name="split">The data.</param>
    /// <param name="neighbors">What SRA-CL's losses need, or null to train without them.</param>
    /// <param name="epochs">The number of epochs.</param>
    /// <returns>The test result of the best epoch.</returns>
    public static EvaluationResult Run(DatasetSplit split, Neighborhood? neighbors, int epochs)
    {
        int bookCount = split.Train.ItemCount;
        random.manual_seed(1);
        using var model = new GruRecommender(bookCount, Tour.Width);

        var services = new ServiceCollection();
        services.AddSraCl().AddNextItemCrossEntropy().AddTraining(options => (options.Epochs, options.BatchSize, options.LearningRate) = (epochs, 128, 0.003));
        if (neighbors is not null)
        {
            // SRA-CL begins: both losses.
            services.AddSingleton(neighbors.Books);
            services.AddSingleton(neighbors.Histories);
            services.AddSraCl().AddSraClLosses(alpha: 0.1, beta: 0.1, k: 10);
            // SRA-CL ends.
        }

        using ServiceProvider provider = services.BuildServiceProvider();

        // SRA-CL begins: a model that the library has never seen.
        var backbone = new ModuleBackbone(
            model, () => model.Items.weight!.narrow(0, 1, bookCount), new ModuleBackboneOptions { MaxLength = Tour.MaxLength });
        // SRA-CL ends.
        provider.GetRequiredService<Trainer>().Fit(split, backbone);
        return provider.GetRequiredService<Evaluator>().Evaluate(backbone, split.Test);
    }
}
