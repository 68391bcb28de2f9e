using System.Globalization;
using System.Runtime.CompilerServices;

namespace SraCl;

/// <summary>Collects what is wrong with a set of options, so that one error names all of it.</summary>
/// <remarks>For the <c>Validate</c> method of an options class; the checks take the names of what they are given. Not safe for concurrent use.</remarks>
public sealed class OptionErrors
{
    private readonly List<string> _errors = [];

    /// <summary>Notes an error.</summary>
    /// <param name="error">A sentence that names the value, what was expected and, where it is not obvious, the cure.</param>
    public void Add(string error)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        _errors.Add(error);
    }

    /// <summary>Notes a value that is not valid.</summary>
    /// <param name="valid">Whether it is.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">What was expected, as in "at least 1".</param>
    /// <param name="name">Its name.</param>
    public void Require(bool valid, object? value, string expected, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (!valid)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; expected {expected}."));
        }
    }

    /// <summary>Notes a number below 1.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">Its name.</param>
    public void AtLeastOne(int value, [CallerArgumentExpression(nameof(value))] string name = "") => Require(value >= 1, value, "at least 1", name);

    /// <summary>Notes a number that is no probability below 1.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">Its name.</param>
    public void Probability(double value, [CallerArgumentExpression(nameof(value))] string name = "") => Require(value is >= 0 and < 1, value, "a probability in [0, 1)", name);

    /// <summary>Notes a number that is not finite and above 0.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">Its name.</param>
    public void Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") => Require(value > 0 && double.IsFinite(value), value, "a positive number", name);

    /// <summary>Notes a number that is not finite and at least 0.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">Its name.</param>
    public void NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") => Require(value >= 0 && double.IsFinite(value), value, "a finite number of at least 0", name);

    /// <summary>Notes a value that its enumeration does not have.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="name">Its name.</param>
    public void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
        where T : struct, Enum => Require(Enum.IsDefined(value), value, "one of " + string.Join(", ", Enum.GetNames<T>()), name);

    /// <summary>Throws when there is an error.</summary>
    /// <param name="heading">A sentence that says what the options are of.</param>
    /// <exception cref="SraClException">There is; the message has the heading and all errors.</exception>
    public void Throw(string heading)
    {
        if (_errors.Count > 0)
        {
            throw new SraClException($"{heading} {string.Join(' ', _errors)}");
        }
    }
}
