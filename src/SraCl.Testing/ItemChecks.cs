using SraCl.Modeling;
using static TorchSharp.torch;

namespace SraCl.Testing;

/// <summary>Checks of what a backbone says of itself and of its items.</summary>
internal static class ItemChecks
{
    public static string? Sizes(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        if (backbone.HiddenSize < 1 || backbone.MaxLength < 1)
        {
            return $"HiddenSize is {backbone.HiddenSize} and MaxLength is {backbone.MaxLength}; expected at least 1.";
        }

        int slots = Math.Min(3, backbone.MaxLength);
        Tensor states = backbone.Encode(ContractSubject.Ids(slots, subject.Items(slots, 1), subject.Items(1, 2)));
        return Shape(states, [2, backbone.HiddenSize], "Encode of two sequences");
    }

    public static string? ItemVectors(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        Tensor vectors = backbone.ItemVectors();
        string? fault = Shape(vectors, [backbone.ItemCount, backbone.HiddenSize], "ItemVectors") ?? Trainable(vectors, "ItemVectors");
        IReadOnlyList<Tensor> tables = backbone.ItemTables();
        for (int i = 0; i < tables.Count && fault is null; i++)
        {
            fault = tables[i].dim() == 2 && tables[i].size(0) == backbone.ItemCount ? null : $"Item table {i} is [{string.Join(", ", tables[i].shape)}]; expected one row for each of {backbone.ItemCount} items.";
        }

        return fault;
    }

    public static string? ItemBiases(ContractSubject subject) => subject.Backbone.ItemBiases() is { } biases
        ? Shape(biases, [subject.Backbone.ItemCount], "ItemBiases") ?? Trainable(biases, "ItemBiases")
        : throw new PropertySkippedException("The backbone has no item biases.");

    public static string? MaskToken(ContractSubject subject)
    {
        ISequenceBackbone backbone = subject.Backbone;
        if (backbone.MaskToken is not { } token)
        {
            throw new PropertySkippedException("The backbone has no mask token.");
        }

        if (token <= backbone.ItemCount)
        {
            return $"MaskToken is {token}, which is {(token == 0 ? "padding" : "an item")}; expected an id behind the last item, such as {backbone.ItemCount + 1}.";
        }

        return ContractSubject.NotFinite(backbone.Encode(ContractSubject.Ids(1, [token])), "Encode of the mask token");
    }

    private static string? Shape(Tensor tensor, long[] expected, string what) => tensor.shape.AsSpan().SequenceEqual(expected)
        ? null
        : $"{what} is [{string.Join(", ", tensor.shape)}]; expected [{string.Join(", ", expected)}].";

    private static string? Trainable(Tensor tensor, string what) =>
        tensor.requires_grad ? ContractSubject.NotFinite(tensor, what) : $"{what} has no gradient, so training would not reach it. Return a view of the parameter.";
}
