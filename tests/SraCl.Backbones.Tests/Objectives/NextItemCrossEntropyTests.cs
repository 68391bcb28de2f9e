using SraCl.Backbones.Objectives;
using SraCl.Backbones.Transformers;
using SraCl.Batching;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Backbones.Tests.Objectives;

public sealed class NextItemCrossEntropyTests
{
    [Fact]
    public void Compute_LengthGroups_EqualsSoftmaxOverItemsSequenceBySequence()
    {
        using DisposeScope scope = NewDisposeScope();
        using var backbone = new TransformerBackbone(9, new TransformerOptions { MaxLength = 6, HiddenSize = 8, InnerSize = 8, InitializerRange = 0.5 }, seed: 2);
        backbone.eval();
        int[] flat = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 5, 5, 2];
        var split = new TrainingSplit(new ItemSequences(flat, [0, 9, 13]), itemCount: 9);
        SequenceWindow[] samples = [new(0, 8), new(1, 1), new(0, 3), new(1, 3), new(0, 1)];
        var objective = new NextItemCrossEntropy();
        var batch = new Batch(TrainingStep.FieldsOf([objective]));
        batch.Fill(new BatchSamples(split, samples, [0, 1, 2, 3, 4], maxLength: 6, CounterRandom.Create(1)));
        var step = new TrainingStep(backbone, [objective], CPU);
        step.Begin(batch);

        double loss = objective.Compute(step).item<float>();

        float[] vectors = Numbers.Of(backbone.ItemVectors());
        double expected = 0;
        foreach (SequenceWindow sample in samples)
        {
            ReadOnlySpan<int> history = split.Sequences[sample.User][Math.Max(0, sample.End - 6)..sample.End];
            float[] state = Numbers.Of(backbone.Encode(tensor(history.ToArray().Select(id => (long)id).ToArray(), [1, history.Length])));
            double[] scores = vectors.Chunk(8).Select(vector => vector.Zip(state, (a, b) => (double)a * b).Sum()).ToArray();
            int target = split.Sequences[sample.User][sample.End];
            expected += Math.Log(scores.Sum(Math.Exp)) - scores[target - 1];
        }

        Assert.Equal(expected / samples.Length, loss, 1e-5);
    }
}
