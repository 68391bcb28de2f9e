using SraCl.Encoders;
using static TorchSharp.torch;

namespace SraCl.Backbones.Transformers;

/// <summary>Puts a mask token behind the newest item of sequences.</summary>
internal static class MaskTokens
{
    /// <summary>Makes sequences of one slot more, the token in the newest; sequences of full width lose their oldest slot.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="token">The id of the token.</param>
    /// <param name="maxLength">The full width.</param>
    /// <returns>The new sequences, in the same order.</returns>
    public static PackedSequences Append(PackedSequences sequences, int token, int maxLength)
    {
        var items = new Tensor[sequences.Runs.Count];
        var runs = new SequenceRun[items.Length];
        long slot = 0;
        for (int i = 0; i < items.Length; i++)
        {
            SequenceRun run = sequences.Runs[i];
            int kept = Math.Min(run.Length, maxLength - 1);
            Tensor known = sequences.Items.narrow(0, slot, run.Slots).view(run.Count, run.Length).narrow(1, run.Length - kept, kept); // [b, kept]
            Tensor tokens = full([run.Count, 1L], token, dtype: ScalarType.Int64, device: known.device);
            items[i] = cat([known, tokens], 1).reshape(-1); // [b·(kept + 1)]
            runs[i] = run with { Length = kept + 1 };
            slot += run.Slots;
        }

        return new PackedSequences(items.Length == 1 ? items[0] : cat(items), runs, sequences.Dropout);
    }
}
