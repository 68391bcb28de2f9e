using BringYourOwnModel.Models;
using SraCl.Modeling;
using SraCl.Training.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace BringYourOwnModel.Tests;

/// <summary>The sample runs, and is as short as it claims.</summary>
public sealed class TourTests
{
    [Fact]
    public void Run_ASmallLibrary_TrainsBothModelsWithoutAndWithTheLosses()
    {
        using var output = new StringWriter();

        IReadOnlyList<EvaluationResult> results = new Tour(Readers: 60, Epochs: 2).Run(output);

        Assert.Equal(4, results.Count);
        Assert.All(results, result => Assert.Equal(60, result.CaseCount));
        Assert.NotEqual(results[0].Ranks, results[1].Ranks);
        Assert.NotEqual(results[2].Ranks, results[3].Ranks);
        Assert.Equal(2, output.ToString().Split('\n').Count(line => line.Contains("with SRA-CL's two losses", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("WithTheTrainer.cs")]
    [InlineData("InALoopOfYourOwn.cs")]
    public void Source_LinesForBothLosses_AreAtMostTen(string file)
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "SraCl.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("SraCl.sln stands in no folder above the tests.");
        }

        int lines = 0;
        bool marked = false;
        foreach (string line in File.ReadLines(Path.Combine(root, "samples", "BringYourOwnModel", file)).Select(line => line.Trim()))
        {
            bool end = line.StartsWith("// SRA-CL ends", StringComparison.Ordinal);
            lines += marked && !end && line.Length > 0 ? 1 : 0;
            marked = !end && (marked || line.StartsWith("// SRA-CL begins", StringComparison.Ordinal));
        }

        Assert.False(marked);
        Assert.InRange(lines, 3, 10);
    }

    [Fact]
    public void AttentionRecommender_WithLessPadding_GivesTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new AttentionRecommender(9, Tour.MaxLength, Tour.Width);
        model.eval();
        Tensor items = tensor(new long[,] { { 0, 0, 5 }, { 3, 4, 5 } });

        Tensor full = Wrap(crop: false).Encode(items);
        Tensor cropped = Wrap(crop: true).Encode(items);

        Assert.True((full - cropped).abs().max().item<float>() < 1e-5f);

        ModuleBackbone Wrap(bool crop) =>
            new(model, () => model.Items.weight!.narrow(0, 1, 9), new() { MaxLength = Tour.MaxLength, Padding = PaddingSide.Right, CropPadding = crop });
    }
}
