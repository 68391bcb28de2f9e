using SraCl.Neighbors;
using SraCl.Semantic.Roberta;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Folders of text encoders from elsewhere.</summary>
internal sealed class LanguageModelTarget() : FuzzTarget("text encoders", weight: 5)
{
    private static readonly string[] Texts = ["A good pen é 😀", "paper  and\nmore"];

    public override async Task ReadAsync(FuzzInput input)
    {
        using RobertaEmbedder embedder = RobertaEmbedder.Load(input.Directory);
        EmbeddingMatrix vectors = (await embedder.EmbedAsync(Texts)).Vectors;
        Contents.CheckFinite(vectors);
        Require(vectors.RowCount == Texts.Length && vectors.Dimension == embedder.Dimension, "its vectors are of another number or length");
    }

    protected override FuzzSeed[] MakeSeeds(string directory) => [FuzzSeed.Folder("roberta", Path.Combine(AppContext.BaseDirectory, "model"))];
}
