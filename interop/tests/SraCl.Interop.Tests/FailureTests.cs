using TorchSharp;
using static TorchSharp.torch;

namespace SraCl.Interop.Tests;

/// <summary>What is left after something failed halfway, and files that lie.</summary>
public sealed class FailureTests
{
    [SkippableFact]
    public void DisposeEverythingBut_WhatIsKeptFails_LeavesTheScopeAsItWas()
    {
        Requires.Libtorch();
        using DisposeScope scope = NewDisposeScope();
        Tensor kept = ones(2);
        int before = scope.DisposablesCount;

        Assert.Throws<InvalidOperationException>(() => scope.DisposeEverythingBut(Failing()));

        Assert.Equal(before + 1, scope.DisposablesCount);
        Assert.True(scope.Contains(kept));
        kept.Dispose();
        Assert.Equal(before, scope.DisposablesCount);

        // Lazy: it fails while the scope reads it.
        static IEnumerable<IDisposable> Failing()
        {
            yield return ones(2);
            throw new InvalidOperationException("nothing more to list");
        }
    }

    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(65)]
    [InlineData(2147483591)]
    public void Load_StateFileWithAnImpossibleRank_IsRefused(long rank)
    {
        Requires.Libtorch();
        using nn.Module layer = nn.Linear(2, 2, hasBias: false);
        using BinaryReader reader = StateFile(rank);

        Assert.Throws<InvalidDataException>(() => layer.load(reader));
    }

    [SkippableFact]
    public void Load_SkippedTensorLargerThanTheFile_EndsAtItsEnd()
    {
        Requires.Libtorch();
        using nn.Module layer = nn.Linear(2, 2, hasBias: false);
        using BinaryReader reader = StateFile(2, 1L << 20, 1L << 20);

        Assert.Throws<EndOfStreamException>(() => layer.load(reader, skip: ["weight"]));
    }

    /// <summary>A state file with one tensor named weight, up to its numbers.</summary>
    private static BinaryReader StateFile(params ReadOnlySpan<long> rankAndSizes)
    {
        var file = new MemoryStream();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt64(1);
            writer.Write("weight");
            writer.Write7BitEncodedInt64((long)ScalarType.Float32);
            foreach (long number in rankAndSizes)
            {
                writer.Write7BitEncodedInt64(number);
            }
        }

        file.Position = 0;
        return new BinaryReader(file);
    }
}
