using SraCl.Batching;
using SraCl.Objectives;
using SraCl.Randomness;
using SraCl.Sequences;
using SraCl.Splits;
using static TorchSharp.torch;

namespace SraCl.Contrastive.Tests;

/// <summary>Fills batches outside a training run.</summary>
internal static class TestBatch
{
    public static Batch Fill(IEnumerable<BatchField> fields, TrainingSplit split, SequenceWindow[] samples, int epoch = 1, int maxLength = 20)
    {
        var batch = new Batch(fields);
        int[] indices = Enumerable.Range(0, samples.Length).ToArray();
        batch.Fill(new BatchSamples(split, samples, indices, maxLength, CounterRandom.Create(9).Derive(epoch)));
        return batch;
    }

    public static TrainingStep Begin(IObjective objective, VectorBackbone backbone, TrainingSplit split, SequenceWindow[] samples, int epoch = 1)
    {
        var step = new TrainingStep(backbone, [objective], CPU);
        step.Begin(Fill(TrainingStep.FieldsOf([objective]), split, samples, epoch));
        return step;
    }

    /// <summary>The representation of one sequence, encoded alone over all slots.</summary>
    public static Tensor EncodeAlone(VectorBackbone backbone, ReadOnlySpan<int> items)
    {
        var slots = new long[backbone.MaxLength];
        for (int i = 0; i < items.Length; i++)
        {
            slots[slots.Length - items.Length + i] = items[i];
        }

        return backbone.Encode(tensor(slots, [1, slots.Length])); // [1, D]
    }
}
