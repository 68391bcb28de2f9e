using System.Text.Json.Nodes;
using SraCl.Modeling;

namespace SraCl.Training.Tests;

internal sealed class TableBackboneFactory(int hiddenSize = 3) : IBackboneFactory
{
    public string Name => "table";

    public JsonObject Describe() => new() { ["hiddenSize"] = hiddenSize };

    public ISequenceBackbone Create(int itemCount, long seed) => new TableBackbone(TestData.Vectors(itemCount, hiddenSize, seed));

    public ISequenceBackbone Restore(int itemCount, JsonObject configuration) =>
        configuration["hiddenSize"]?.GetValue<int>() is { } saved
            ? new TableBackbone(new float[itemCount, saved])
            : throw new SraClException("hiddenSize is missing.");
}
