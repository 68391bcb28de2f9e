using SraCl.Neighbors;
using SraCl.Semantic.Storage;

namespace SraCl.Fuzz.Tests.Targets;

/// <summary>NumPy files with tables of neighbors.</summary>
internal sealed class NpyNeighborsTarget() : FuzzTarget("npy neighbors", weight: 10)
{
    protected override void Read(FuzzInput input)
    {
        NeighborTable table = NpyFile.ReadNeighbors(input.First);
        Contents.CheckRange(table);
        string again = Path.Combine(input.Scratch, "again.npy");
        NpyFile.WriteNeighbors(again, table);
        Require(Contents.Same(table, NpyFile.ReadNeighbors(again)), "it is another table when it is saved and read again");
    }

    protected override FuzzSeed[] MakeSeeds(string directory)
    {
        string file = Path.Combine(directory, "neighbors.npy");
        NpyFile.WriteNeighbors(file, new NeighborTable(4, 3, [1, 2, 3, 0, 2, -1, -1, -1, -1, 3, 1, 0]));
        return [new FuzzSeed("npy", [("neighbors.npy", File.ReadAllBytes(file))])];
    }
}
