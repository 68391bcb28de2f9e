using SraCl.Semantic.Storage;
using SraCl.Semantic.Store;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Vectors to be brought into a store.</summary>
internal sealed class StoredVectorsTarget() : FuzzTarget("stored vectors", weight: 3)
{
    private static readonly string[] Texts = ["a", "b", "c"];

    protected override void Read(FuzzInput input)
    {
        string exported = Path.Combine(input.Scratch, "exported.npy");
        using SemanticStore store = SemanticStore.Open(Path.Combine(input.Scratch, "store.db"));
        store.ImportEmbeddings(input.First, "embedder", Texts);
        store.ExportEmbeddings(exported, "embedder", Texts);
        Require(Contents.Same(NpyFile.ReadEmbeddings(input.First), NpyFile.ReadEmbeddings(exported)), "they are other vectors when they are exported again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        string file = Path.Combine(directory, "vectors.npy");
        NpyFile.WriteEmbeddings(file, Contents.Matrix(Texts.Length, 4));
        return [new FuzzSeed("vectors", [("vectors.npy", File.ReadAllBytes(file))])];
    }
}
