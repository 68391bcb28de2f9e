using SraCl.Batching;
using SraCl.Contrastive.IntraSequence;
using SraCl.Contrastive.Losses;
using SraCl.Contrastive.Tests.Losses;
using SraCl.Neighbors;
using SraCl.Objectives;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests.IntraSequence;

public sealed class IntraSequenceObjectiveTests
{
    private static readonly ItemNeighbors Neighbors = new(new NeighborTable(6, 2, [-1, -1, 2, 3, 1, 3, 4, 5, 3, 5, 4, 1]));
    private static readonly TrainingSplit Split = new(new ItemSequences([1, 2, 3, 4, 5, 2, 1, 3, 5, 4], [0, 5, 10]), itemCount: 5);
    private static readonly SequenceWindow[] Samples = [new(0, 4), new(1, 1), new(0, 1), new(1, 3)];

    [Theory]
    [InlineData(FalseNegativeRules.None, ContrastiveForm.Symmetric)]
    [InlineData(FalseNegativeRules.SameUser, ContrastiveForm.Symmetric)]
    [InlineData(FalseNegativeRules.SameUser, ContrastiveForm.OneSided)]
    public void Compute_GroupedByLength_EqualsTheFormulaOverViewsEncodedAlone(FalseNegativeRules rules, ContrastiveForm form)
    {
        using DisposeScope scope = NewDisposeScope();
        using var backbone = new VectorBackbone(5, 3);
        var options = new IntraSequenceOptions { Substitution = new() { Neighbors = 2, Probability = 0.5 }, FalseNegatives = rules, Loss = new() { Form = form, Temperature = 0.5 } };
        var objective = new IntraSequenceObjective(Neighbors, options);
        TrainingStep step = TestBatch.Begin(objective, backbone, Split, Samples);

        double loss = objective.Compute(step).item<float>();

        double[][][] views = objective.Encodings.Select(request => step.Batch.Get(request.Sequences)).Select(view =>
            Enumerable.Range(0, view.Count).Select(row => Numbers.Of(TestBatch.EncodeAlone(backbone, view[row]))).ToArray()).ToArray();
        bool[,] sameUser = { { true, false, true, false }, { false, true, false, true }, { true, false, true, false }, { false, true, false, true } };
        Assert.Equal(ContrastiveReference.Loss(views[0], views[1], options.Loss, rules == FalseNegativeRules.None ? null : sameUser), loss, 1e-5);
        Assert.NotEqual(Values(step, objective.Encodings[0].Sequences), Values(step, objective.Encodings[1].Sequences));
    }

    private static int[] Values(TrainingStep step, BatchField<RaggedSequences> view)
    {
        RaggedSequences rows = step.Batch.Get(view);
        return Enumerable.Range(0, rows.Count).SelectMany(row => rows[row].ToArray()).ToArray();
    }
}
