using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using SraCl.Sequences;

namespace SraCl.Training.Data;

/// <summary>Recognises a data set: the same users, items and sequences in the same order give the same fingerprint on every platform.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class DatasetFingerprint
{
    /// <summary>Computes the fingerprint.</summary>
    /// <remarks>
    /// SHA-256 over the text <c>sracl-dataset-1</c>, then, all numbers as little-endian int32 and all texts as UTF-8 after their length in bytes:
    /// the number of users, the number of items; each user's id, sequence length and dense item ids; each item's id. Times are left out: they
    /// are known by the order they made.
    /// </remarks>
    /// <param name="dataset">The data set.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Compute(SequenceDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("sracl-dataset-1"u8);
        Append(hash, [dataset.UserIds.Count, dataset.Items.Count]);
        for (int user = 0; user < dataset.UserIds.Count; user++)
        {
            Append(hash, dataset.UserIds[user]);
            Append(hash, [dataset.Sequences.Length(user)]);
            Append(hash, dataset.Sequences[user]);
        }

        foreach (string item in dataset.Items.ExternalIds)
        {
            Append(hash, item);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, [bytes.Length]);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<int> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (int number in numbers)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }
}
