namespace SraCl.Modeling;

/// <summary>What <see cref="ModuleBackbone"/> has to know about a module that it cannot see from outside.</summary>
/// <remarks>Immutable, hence safe for concurrent use.</remarks>
public sealed record ModuleBackboneOptions
{
    /// <summary>Gets the number of slots the module is made for, at least 1; sequences are cut to their newest so many items.</summary>
    public required int MaxLength
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one slot: the length of the sequences the module was made for.");
    }

    /// <summary>Gets where the module expects padding.</summary>
    /// <value>The default is <see cref="PaddingSide.Left"/>.</value>
    public PaddingSide Padding
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Expected {nameof(PaddingSide.Left)} or {nameof(PaddingSide.Right)}.");
    }

    /// <summary>Gets whether the module may be called with fewer slots than <see cref="MaxLength"/>, when all sequences of a call are shorter.</summary>
    /// <value>
    /// The default is false: the module always sees <see cref="MaxLength"/> slots, which is right for every module. True saves the work on
    /// padding and is right when a sequence's representation does not depend on how much padding there is: usually so for causal or masked
    /// models that pad on the right, and not for models that pad on the left and number positions from the left, run a recurrence over
    /// the padding, or have a layer of fixed width over the slots.
    /// </value>
    public bool CropPadding { get; init; }
}
