namespace RecommendApi.Requests;

/// <summary>A request cannot be answered for a reason that its sender can mend.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">What value is wrong, what was expected, and the cure.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>Gets the HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>Makes the exception for a value that is not as expected.</summary>
    /// <param name="message">What value is wrong, what was expected, and the cure.</param>
    public static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
