using System.Globalization;
using BringYourOwnModel.Data;
using SraCl.Sequences;
using SraCl.Splits;
using SraCl.Training.Evaluation;
using SraCl.Training.Splits;
using SraCl.Training.Windows;

namespace BringYourOwnModel;

/// <summary>Trains both models without and with SRA-CL's losses and prints how well they rank the book that each reader borrowed last.</summary>
/// <param name="Readers">The number of readers of the made-up library.</param>
/// <param name="Epochs">The number of passes over the training samples.</param>
internal sealed record Tour(int Readers = 800, int Epochs = 25)
{
    /// <summary>The number of newest books that the models look at.</summary>
    public const int MaxLength = 8;

    /// <summary>The width D of the models' states.</summary>
    public const int Width = 32;

    private static readonly MetricName HitRate = MetricName.Parse("HR@10");
    private static readonly MetricName Gain = MetricName.Parse("NDCG@10");

    /// <summary>Runs the tour.</summary>
    /// <param name="output">Where to tell about it.</param>
    /// <returns>The test results: the first model without and with the losses, then the second.</returns>
    public IReadOnlyList<EvaluationResult> Run(TextWriter output)
    {
        Library library = Library.Create(Readers, seed: 1);
        DatasetSplit split = new LeaveOneOutSplitter().Split(library.Loans);
        SequenceWindow[] samples = TrainingSamples.Create(split.Train, TrainingWindows.AllPrefixes, MaxLength);
        Neighborhood neighbors = Neighborhood.Find(library.BookVectors, split.Train, samples, k: 10);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A made-up library: {library.Loans.Items.Count} books, {Readers} readers, {samples.Length} training samples. Which book does each reader borrow next?"));

        output.WriteLine("GruRecommender ([B, D], padded on the left), by the library's trainer");
        EvaluationResult[] first = [WithTheTrainer.Run(split, null, Epochs), WithTheTrainer.Run(split, neighbors, Epochs)];
        Write(output, first);
        output.WriteLine("AttentionRecommender ([B, L, D], padded on the right), in a training loop of its own");
        EvaluationResult[] second = [InALoopOfYourOwn.Run(split, samples, null, Epochs), InALoopOfYourOwn.Run(split, samples, neighbors, Epochs)];
        Write(output, second);
        output.WriteLine("One seed of a toy: it shows the wiring. What the losses bring on your data, several seeds will tell.");
        return [.. first, .. second];
    }

    private static void Write(TextWriter output, EvaluationResult[] results)
    {
        foreach ((string name, EvaluationResult result) in (ReadOnlySpan<(string, EvaluationResult)>)[("its own loss alone", results[0]), ("with SRA-CL's two losses", results[1])])
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {name,-26} HR@10 {result.Mean(HitRate):F4}   NDCG@10 {result.Mean(Gain):F4}"));
        }
    }
}
