using SraCl.Neighbors;
using SraCl.Semantic.Storage;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>NumPy files with embeddings.</summary>
internal sealed class NpyEmbeddingsTarget() : FuzzTarget("npy embeddings", weight: 10)
{
    protected override void Read(FuzzInput input)
    {
        EmbeddingMatrix matrix = NpyFile.ReadEmbeddings(input.First);
        Contents.CheckFinite(matrix);
        string again = Path.Combine(input.Scratch, "again.npy");
        NpyFile.WriteEmbeddings(again, matrix);
        Require(Contents.Same(matrix, NpyFile.ReadEmbeddings(again)), "it is another matrix when it is saved and read again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        NpyFile.WriteEmbeddings(Path.Combine(directory, "full.npy"), Contents.Matrix(7, 3));
        NpyFile.WriteEmbeddings(Path.Combine(directory, "half.npy"), Contents.Matrix(2, 9), NpyPrecision.Half);
        return ((string[])["full.npy", "half.npy"]).Select(name => new FuzzSeed("npy", [(name, File.ReadAllBytes(Path.Combine(directory, name)))])).ToArray();
    }
}
