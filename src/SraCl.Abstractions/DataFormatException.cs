namespace SraCl;

/// <summary>A file is not what it was read as: binary, empty, of another format, damaged, or with too many unreadable rows.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class DataFormatException : SraClException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The file, the line where there is one, what was found, what was expected, and the cure.</param>
    public DataFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the error that led to it.</summary>
    /// <param name="message">The file, the line where there is one, what was found, what was expected, and the cure.</param>
    /// <param name="innerException">The error that led to this one.</param>
    public DataFormatException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
