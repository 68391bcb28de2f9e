namespace SraCl.Training.Data;

/// <summary>Reads interactions from one file format, row by row.</summary>
/// <remarks>Implementations hold options only; the state of a reading lives in the enumeration. Safe for concurrent use.</remarks>
public interface IInteractionReader
{
    /// <summary>Gets the name of the format for messages.</summary>
    string Name { get; }

    /// <summary>Reads a stream from its beginning; the stream is consumed lazily and not closed.</summary>
    /// <param name="stream">The uncompressed content, UTF-8.</param>
    /// <param name="report">Counts good and bad rows and decides when there are too many bad ones.</param>
    /// <param name="cancellationToken">Stops the reading between two rows.</param>
    /// <returns>The readable rows in file order.</returns>
    /// <exception cref="DataFormatException">While enumerating: the content is not of this format, or has too many bad rows.</exception>
    IEnumerable<Interaction> Read(Stream stream, ReadReport report, CancellationToken cancellationToken = default);
}
