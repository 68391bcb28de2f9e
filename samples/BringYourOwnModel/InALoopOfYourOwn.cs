using BringYourOwnModel.Data;
using BringYourOwnModel.Models;
using Microsoft.Extensions.DependencyInjection;
using SraCl;
using SraCl.Modeling;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace BringYourOwnModel;

/// <summary>The second way in: model, batches, loss, optimizer and loop are yours; SRA-CL is one more term of the loss.</summary>
internal static class InALoopOfYourOwn
{
    private const int BatchSize = 128;

    /// <summary>Trains an <see cref="AttentionRecommender"/>.</summary>
    /// <param name="split">The data.</param>
    /// <param name="samples">The training samples.</param>
    /// <param name="neighbors">What SRA-CL's losses need, or null to train without them.</param>
    /// <param name="epochs">The number of epochs.</param>
    /// <returns>The test result after the last epoch.</returns>
    public static EvaluationResult Run(DatasetSplit split, SequenceWindow[] samples, Neighborhood? neighbors, int epochs)
    {
        int bookCount = split.Train.ItemCount;
        random.manual_seed(1);
        using var model = new AttentionRecommender(bookCount, Tour.MaxLength, Tour.Width);

        // SRA-CL begins: an adapter for the model, both losses, and their parameters.
        var backbone = new ModuleBackbone(
            model, () => model.Items.weight!.narrow(0, 1, bookCount), new() { MaxLength = Tour.MaxLength, Padding = PaddingSide.Right, CropPadding = true });
        using AuxiliaryLoss? sraCl = neighbors is null ? null : Losses(neighbors, backbone, split.Train, samples);
        using optim.Optimizer optimizer = optim.Adam([.. model.parameters(), .. sraCl?.Parameters() ?? []], lr: 0.003);
        // SRA-CL ends.

        int[] order = Enumerable.Range(0, samples.Length).ToArray();
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            CounterRandom shuffle = CounterRandom.Create(1).Derive(epoch);
            shuffle.Shuffle<int>(order);
            foreach (int[] batch in order.Chunk(BatchSize))
            {
                using DisposeScope scope = NewDisposeScope();
                (Tensor ids, Tensor newest, Tensor targets) = Pack(split.Train, batch.Select(sample => samples[sample]).ToArray());
                Tensor states = model.call(ids).gather(1, newest.view(-1, 1, 1).expand(-1, 1, Tour.Width)).squeeze(1); // [B, D]
                Tensor loss = F.cross_entropy(states.mm(model.Items.weight!.t()), targets);
                if (sraCl is not null)
                {
                    // SRA-CL begins.
                    loss += sraCl.Compute(batch, epoch);
                    // SRA-CL ends.
                }

                optimizer.zero_grad();
                loss.backward();
                optimizer.step();
            }
        }

        model.eval();
        return new Evaluator().Evaluate(backbone, split.Test);
    }

    private static AuxiliaryLoss Losses(Neighborhood neighbors, ModuleBackbone backbone, TrainingSplit train, SequenceWindow[] samples)
    {
        // SRA-CL begins.
        var services = new ServiceCollection();
        services.AddSingleton(neighbors.Books).AddSingleton(neighbors.Histories);
        services.AddSraCl().AddSraClLosses(alpha: 0.1, beta: 0.1, k: 10);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<AuxiliaryLossFactory>().Create(backbone, train, samples);
        // SRA-CL ends.
    }

    /// <summary>Packs a batch as this model wants it: padded on the right, with the slot of the newest book and the book that comes next.</summary>
    private static (Tensor Ids, Tensor Newest, Tensor Targets) Pack(TrainingSplit train, SequenceWindow[] samples)
    {
        var ids = new long[samples.Length, Tour.MaxLength];
        var newest = new long[samples.Length];
        var targets = new long[samples.Length];
        for (int row = 0; row < samples.Length; row++)
        {
            (int user, int end) = samples[row];
            ReadOnlySpan<int> known = train.Sequences[user][Math.Max(0, end - Tour.MaxLength)..end];
            for (int i = 0; i < known.Length; i++)
            {
                ids[row, i] = known[i];
            }

            newest[row] = known.Length - 1;
            targets[row] = train.Sequences[user][end];
        }

        return (tensor(ids), tensor(newest), tensor(targets)); // [B, L], [B], [B]
    }
}
