using SraCl.Batching;
using SraCl.Contrastive.Losses;
using SraCl.Encoders;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests.Losses;

public sealed class FalseNegativesTests
{
    private static readonly TrainingSplit Split = new(new ItemSequences([1, 2, 3, 1, 2, 5, 4, 1, 2, 5], [0, 3, 6, 10]), itemCount: 5);

    // Inputs and targets: 12>3, 12>5, 412>5 (cut to 12), 1>2, and the other user's 1>2.
    private static readonly SequenceWindow[] Samples = [new(0, 2), new(1, 2), new(2, 3), new(0, 1), new(1, 1)];

    [Theory]
    [InlineData(FalseNegativeRules.SameUser, "03 14")]
    [InlineData(FalseNegativeRules.SameTarget, "12 34")]
    [InlineData(FalseNegativeRules.EqualSequence, "01 02 12 34")]
    [InlineData(FalseNegativeRules.SameUser | FalseNegativeRules.SameTarget, "03 14 12 34")]
    public void Mask_OfRules_IsTrueForThePairsTheyName(FalseNegativeRules rules, string pairs)
    {
        using DisposeScope scope = NewDisposeScope();
        var falseNegatives = new FalseNegatives(rules);
        var batch = new Batch(falseNegatives.Fields);
        batch.Fill(new BatchSamples(Split, Samples, [0, 1, 2, 3, 4], maxLength: 2, CounterRandom.Create(1)));
        var step = new TrainingStep(new VectorBackbone(5, 2), [new Declaration(falseNegatives.Fields)], CPU);
        step.Begin(batch);

        Tensor mask = falseNegatives.Mask(step)!;

        string[] expected = pairs.Split(' ');
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                bool alike = i == j || expected.Contains($"{Math.Min(i, j)}{Math.Max(i, j)}");
                Assert.True(alike == mask[i, j].item<bool>(), $"Pair {i}, {j}: expected {alike}.");
            }
        }
    }

    [Fact]
    public void Mask_WithoutRules_IsNullAndReadsNothing()
    {
        var none = new FalseNegatives(FalseNegativeRules.None);

        Assert.Empty(none.Fields);
        Assert.Null(none.Mask(new TrainingStep(new VectorBackbone(5, 2), [], CPU)));
    }

    [Fact]
    public void Fields_OfTwoFinders_AreShared() =>
        Assert.Equal(new FalseNegatives(FalseNegativeRules.SameUser | FalseNegativeRules.EqualSequence).Fields, new FalseNegatives((FalseNegativeRules)5).Fields);

    [Fact]
    public void Constructor_UnknownRule_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => new FalseNegatives((FalseNegativeRules)8));

    /// <summary>An objective that declares fields and nothing else.</summary>
    private sealed class Declaration(IReadOnlyList<BatchField> fields) : IObjective
    {
        public string Name => "declaration";

        public IReadOnlyList<BatchField> Fields => fields;

        public IReadOnlyList<EncodingRequest> Encodings => [];

        public Tensor Compute(TrainingStep step) => zeros(1);
    }
}
