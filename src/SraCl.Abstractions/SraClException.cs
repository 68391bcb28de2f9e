namespace SraCl;

/// <summary>
/// The base of every error that SraCl raises on purpose because of what it was given: a file, a configuration, a model directory.
/// </summary>
/// <remarks>
/// The message is written for the person who can mend the cause: it names the value, says what was expected and what to do.
/// Misuse of an API by calling code raises the usual <see cref="ArgumentException"/> family instead.
/// </remarks>
public class SraClException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, what was expected, and the cure.</param>
    public SraClException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the error that led to it.</summary>
    /// <param name="message">What is wrong, what was expected, and the cure.</param>
    /// <param name="innerException">The error that led to this one.</param>
    public SraClException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
