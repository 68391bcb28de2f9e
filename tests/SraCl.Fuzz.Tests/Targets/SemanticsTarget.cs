using SraCl.Semantic.Preparation;
using SraCl.Semantic.Storage;
using SraCl.Sequences;
using SraCl.Splits;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>Directories of semantic neighbors.</summary>
internal sealed class SemanticsTarget() : FuzzTarget("semantics directories", weight: 15)
{
    protected override void Read(FuzzInput input)
    {
        SemanticNeighbors semantics = SemanticsDirectory.Load(input.Directory);
        Contents.CheckFinite(semantics.ItemEmbeddings);
        Contents.CheckFinite(semantics.Samples.Embeddings);
        Contents.CheckRange(semantics.Items.Table);
        Contents.CheckRange(semantics.Samples.Table);
        ItemSequences sequences = semantics.Samples.Sequences;
        Require(semantics.ItemEmbeddings.RowCount == semantics.Items.ItemCount + 1, "vectors and neighbors are of different numbers of items");
        for (int user = 0; user < sequences.Count; user++)
        {
            foreach (int item in sequences[user])
            {
                Require(item >= 1 && item <= semantics.Items.ItemCount, "an item is out of range");
            }
        }

        Require(semantics.Options.K == semantics.Items.Table.K && semantics.Options.MaxLength >= 1, "its rules are not those of its tables");
        SemanticsDirectory.Save(input.Scratch, semantics);
        SemanticNeighbors again = SemanticsDirectory.Load(input.Scratch);
        Require(
            Contents.Same(semantics.ItemEmbeddings, again.ItemEmbeddings) && Contents.Same(semantics.Items.Table, again.Items.Table)
            && Contents.Same(semantics.Samples.Embeddings, again.Samples.Embeddings) && Contents.Same(semantics.Samples.Table, again.Samples.Table)
            && semantics.Options == again.Options && semantics.Details == again.Details && semantics.Samples.Windows.SequenceEqual(again.Samples.Windows),
            "it is another one when it is saved and read again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        var train = new TrainingSplit(new ItemSequences([1, 2, 3, 4, 5, 5, 4, 1, 2, 3, 1, 5], [0, 5, 8, 12]), itemCount: 5);
        string folder = Path.Combine(directory, "semantics");
        SemanticsDirectory.Save(folder, SemanticNeighborsBuilder.Build(train, Contents.Matrix(6, 3), new SemanticNeighborsOptions { K = 2 }, new SemanticDetails { ItemEmbedder = "made up", DatasetFingerprint = "f00" }));
        return [FuzzSeed.Folder("semantics", folder)];
    }
}
