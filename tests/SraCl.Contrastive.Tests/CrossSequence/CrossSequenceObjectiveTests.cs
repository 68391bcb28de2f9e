using SraCl.Backbones.Objectives;
using SraCl.Batching;
using SraCl.Contrastive.CrossSequence;
using SraCl.Contrastive.Losses;
using SraCl.Encoders;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Sequences;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace SraCl.Contrastive.Tests.CrossSequence;

public sealed class CrossSequenceObjectiveTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly VectorBackbone _backbone = new(6, 4);

    public void Dispose()
    {
        _backbone.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData(0.5, 3, ContrastiveForm.Symmetric)]
    [InlineData(0.5, 2, ContrastiveForm.OneSided)]
    [InlineData(0, 3, ContrastiveForm.Symmetric)]
    [InlineData(0.9, 1, ContrastiveForm.Symmetric)]
    public void Compute_GroupedAndPruned_EqualsTheNaivePassesInValueAndGradients(double dropout, int k, ContrastiveForm form)
    {
        var options = new CrossSequenceOptions { Neighbors = k, NeighborDropout = dropout, Loss = new() { Form = form } };
        using var objective = new CrossSequenceObjective(CrossSequenceData.Neighbors, _backbone.HiddenSize, options);
        nn.Module[] modules = [_backbone, objective.Module!];
        TrainingStep step = TestBatch.Begin(objective, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples);

        Tensor loss = objective.Compute(step);
        loss.backward();
        double[][] gradients = Gradients(modules);
        Tensor naive = Naive(step, objective, options);
        naive.backward();

        Assert.Equal(naive.item<float>(), loss.item<float>(), 1e-5f);
        double[][] expected = Gradients(modules);
        Assert.Equal(3, expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Numbers.AssertClose(expected[i], gradients[i], 1e-5);
        }
    }

    [Fact]
    public void Batch_ManyEpochs_KeepsEachNeighborAsOftenAsSaidAndEncodesOnlyThose()
    {
        const int Epochs = 4000;
        using var objective = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3, NeighborDropout = 0.3 });
        var kept = new int[CrossSequenceData.Samples.Length * 3];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            (NeighborRows rows, RaggedSequences sequences) = Fill(objective, epoch);
            Assert.Equal(rows.Kept.Length, sequences.Count);
            for (int i = 0; i < rows.Kept.Length; i++)
            {
                kept[rows.Kept[i]]++;
                Assert.Equal(rows.Kept[i] / 3, rows.KeptSamples[i]);
                Assert.Equal(CrossSequenceData.Neighbors.Items(rows.Neighbors[rows.Kept[i]], 20), sequences[i]);
            }
        }

        for (int place = 0; place < kept.Length; place++)
        {
            double expected = place % 3 < CrossSequenceData.Table[place / 3].Length ? 0.7 : 0;
            Assert.Equal(expected, kept[place] / (double)Epochs, 5 * Math.Sqrt(expected * (1 - expected) / Epochs));
        }
    }

    [Fact]
    public void Compute_RandomNeighbor_UsesOneNeighborOfEachSampleAndNothingLearned()
    {
        var options = new CrossSequenceOptions { Neighbors = 3, Positive = PositiveKind.RandomNeighbor };
        using var objective = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, options);
        var drawn = new int[8];
        for (int epoch = 0; epoch < 300; epoch++)
        {
            TrainingStep step = TestBatch.Begin(objective, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples, epoch);
            RaggedSequences chosen = step.Batch.Get(objective.Encodings[1].Sequences);
            Assert.Equal(CrossSequenceData.Samples.Length, chosen.Count);
            int neighbor = CrossSequenceData.Table[0].ToArray().Single(row => CrossSequenceData.Neighbors.Items(row, 20).SequenceEqual(chosen[0]));
            drawn[neighbor]++;
            Tensor loss = objective.Compute(step);
            Tensor expected = ContrastiveLoss.Compute(
                cat(Alone(CrossSequenceData.Samples)), cat(Enumerable.Range(0, 8).Select(row => TestBatch.EncodeAlone(_backbone, chosen[row])).ToArray()));
            Assert.Equal(expected.item<float>(), loss.item<float>(), 1e-5f);
        }

        Assert.Null(objective.Module);
        Assert.InRange(drawn[4], 60, 140);
        Assert.InRange(drawn[6], 60, 140);
        Assert.InRange(drawn[5], 60, 140);
    }

    [Theory]
    [InlineData(SimilarityMeasure.DotProduct)]
    [InlineData(SimilarityMeasure.Cosine)]
    public void Compute_EveryNeighborDropped_IsFinite(SimilarityMeasure similarity)
    {
        var options = new CrossSequenceOptions { Neighbors = 1, NeighborDropout = 0.999, Loss = new() { Similarity = similarity } };
        using var objective = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, options);
        TrainingStep step = TestBatch.Begin(objective, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples);
        Assert.Equal(0, step.Batch.Get(objective.Encodings[1].Sequences).Count);

        Tensor loss = objective.Compute(step);
        loss.backward();

        Assert.True(float.IsFinite(loss.item<float>()));
        Assert.All(Gradients([_backbone]), gradient => Assert.All(gradient, value => Assert.True(double.IsFinite(value))));
    }

    [Fact]
    public void Compute_HistoryShared_ReadsTheMainLossesPassAndIsTheSameWithoutDropout()
    {
        using var separate = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3 });
        using var shared = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3, History = HistoryPass.Shared });

        float own = separate.Compute(TestBatch.Begin(separate, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples)).item<float>();
        float others = shared.Compute(TestBatch.Begin(shared, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples)).item<float>();

        Assert.Contains(StandardEncodings.History, shared.Encodings);
        Assert.DoesNotContain(StandardEncodings.History, separate.Encodings);
        Assert.Contains(StandardEncodings.History, new NextItemCrossEntropy().Encodings);
        Assert.Equal(own, others);
    }

    [Fact]
    public void Compute_FalseNegatives_ChangesTheLoss()
    {
        using var plain = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3 });
        using var masked = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3, FalseNegatives = FalseNegativeRules.SameUser });

        float all = plain.Compute(TestBatch.Begin(plain, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples)).item<float>();
        float fewer = masked.Compute(TestBatch.Begin(masked, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples)).item<float>();

        Assert.True(fewer < all, $"{fewer} with fewer negatives, {all} with all.");
    }

    [Fact]
    public void Compute_Steps_LeaveOnlyTheLossBehind()
    {
        using var objective = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3 });
        TrainingStep step = TestBatch.Begin(objective, _backbone, CrossSequenceData.Split, CrossSequenceData.Samples);
        long before = LiveTensors.Settled();

        using Tensor loss = objective.Compute(step);

        Assert.Equal(before + 1, Tensor.TotalCount);
    }

    [Fact]
    public void Fill_SampleWithoutARow_NamesIt()
    {
        using var objective = new CrossSequenceObjective(CrossSequenceData.Neighbors, 4, new() { Neighbors = 3 });

        var error = Assert.Throws<SraClException>(() => TestBatch.Fill(TrainingStep.FieldsOf([objective]), CrossSequenceData.Split, [new SequenceWindow(2, 3)]));

        Assert.Contains("user 2, end 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_SamplesWithoutRowsOrNeighbors_NamesTheSample()
    {
        var neighbors = new SampleNeighbors(
            CrossSequenceData.Sequences, [new(0, 4), new(0, 3), new(2, 2)], CrossSequenceData.Embeddings(3), new NeighborTable(3, 1, [2, -1, 0]));
        using var objective = new CrossSequenceObjective(neighbors, 4, new() { Neighbors = 1 });

        objective.Check([new(2, 2), new(0, 4)]);

        Assert.Contains(
            "(user 1, end 2) has no row", Assert.Throws<SraClException>(() => objective.Check([new(0, 4), new(1, 2)])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "(user 0, end 3) has no neighbor", Assert.Throws<SraClException>(() => objective.Check([new(0, 4), new(0, 3)])).Message, StringComparison.Ordinal);
    }

    /// <summary>The published formulation: every sequence encoded alone over all slots, all neighbors encoded, both vectors projected, weights dropped afterwards.</summary>
    private Tensor Naive(TrainingStep step, CrossSequenceObjective objective, CrossSequenceOptions options)
    {
        var rows = (NeighborRows)objective.Fields.OfType<NeighborRowsField>().Select(field => (object)step.Batch.Get(field)).Single();
        HashSet<int> kept = [.. rows.Kept.ToArray()];
        TorchSharp.Modules.Parameter[] parameters = objective.Module!.parameters().ToArray();
        var positives = new List<Tensor>();
        for (int sample = 0; sample < CrossSequenceData.Samples.Length; sample++)
        {
            int[] own = CrossSequenceData.Table[sample].ToArray().Take(options.Neighbors).ToArray();
            Tensor[] scores = own.Select(row => F.leaky_relu(mm(cat([Projected(sample), Projected(row)], 1), parameters[1].t()), 0.2)).ToArray(); // [1, 1]
            Tensor weights = cat(scores, 1).softmax(1); // [1, k]
            float[] mask = own.Select((_, i) => kept.Contains((sample * options.Neighbors) + i) ? (float)(1 / (1 - options.NeighborDropout)) : 0).ToArray();
            Tensor encoded = cat(own.Select(row => TestBatch.EncodeAlone(_backbone, CrossSequenceData.Neighbors.Items(row, 20))).ToArray()); // [k, D]
            positives.Add(mm(weights * tensor(mask), encoded)); // [1, D]
        }

        return ContrastiveLoss.Compute(cat(Alone(CrossSequenceData.Samples)), cat(positives), options.Loss);

        Tensor Projected(int row) => mm(tensor(CrossSequenceData.Neighbors.Embeddings[row].ToArray(), [1, 3]), parameters[0].t()); // [1, D]
    }

    private Tensor[] Alone(SequenceWindow[] samples) =>
        samples.Select(sample => TestBatch.EncodeAlone(_backbone, CrossSequenceData.Sequences[sample.User][..sample.End])).ToArray();

    private static (NeighborRows Rows, RaggedSequences Sequences) Fill(CrossSequenceObjective objective, int epoch)
    {
        Batch batch = TestBatch.Fill(TrainingStep.FieldsOf([objective]), CrossSequenceData.Split, CrossSequenceData.Samples, epoch);
        return (batch.Get(objective.Fields.OfType<NeighborRowsField>().Single()), batch.Get(objective.Encodings[1].Sequences));
    }

    /// <summary>Reads the gradients of all parameters and clears them.</summary>
    private static double[][] Gradients(nn.Module[] modules)
    {
        double[][] gradients = modules.SelectMany(module => module.parameters()).Select(parameter => Numbers.Of(parameter.grad!)).ToArray();
        foreach (nn.Module module in modules)
        {
            module.zero_grad();
        }

        return gradients;
    }
}
