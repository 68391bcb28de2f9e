using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Training.Checkpoints;

/// <summary>Recognizes what a run trains and validates on, whatever its users and items are called.</summary>
internal static class SplitFingerprint
{
    /// <summary>
    /// Computes SHA-256 over the text <c>sracl-split-1</c>, then, all numbers as little-endian int32: the number of items; the training sequences; the validation
    /// sequences; the validation cases (user, end). Sequences are the number of users, each one's length, and all items.
    /// </summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(DatasetSplit split)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("sracl-split-1"u8);
        Append(hash, [split.Train.ItemCount]);
        Append(hash, split.Train.Sequences);
        Append(hash, split.Validation.Sequences);
        var cases = new int[2 * split.Validation.Count];
        for (int i = 0; i < split.Validation.Count; i++)
        {
            (cases[2 * i], cases[(2 * i) + 1]) = (split.Validation.Cases[i].User, split.Validation.Cases[i].End);
        }

        Append(hash, cases);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, ItemSequences sequences)
    {
        var lengths = new int[sequences.Count + 1];
        lengths[0] = sequences.Count;
        for (int user = 0; user < sequences.Count; user++)
        {
            lengths[user + 1] = sequences.Length(user);
        }

        Append(hash, lengths);
        for (int user = 0; user < sequences.Count; user++)
        {
            Append(hash, sequences[user]);
        }
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<int> numbers)
    {
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(numbers));
            return;
        }

        var reversed = new int[numbers.Length];
        BinaryPrimitives.ReverseEndianness(numbers, reversed);
        hash.AppendData(MemoryMarshal.AsBytes<int>(reversed));
    }
}
