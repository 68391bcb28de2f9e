namespace SraCl.Training.Recommendation;

/// <summary>Items were named that the model was not trained on.</summary>
/// <remarks>Tells a caller's mistake from a damaged model, which raises a plain <see cref="SraClException"/>.</remarks>
public sealed class UnknownItemException : SraClException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is unknown, and the cure.</param>
    /// <param name="itemIds">The unknown ids, each once, in the order they were met.</param>
    public UnknownItemException(string message, IReadOnlyList<string> itemIds)
        : base(message)
    {
        ArgumentNullException.ThrowIfNull(itemIds);
        ItemIds = itemIds;
    }

    /// <summary>Gets the unknown ids, each once, in the order they were met.</summary>
    public IReadOnlyList<string> ItemIds { get; }
}
