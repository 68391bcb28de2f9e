namespace SraCl.Training.Recommendation;

/// <summary>How a registered recommender is loaded.</summary>
/// <remarks>Read once, when the recommender is made. Not safe for concurrent writing.</remarks>
public sealed class RecommenderOptions
{
    /// <summary>Gets or sets the directory of the saved model.</summary>
    public string ModelDirectory { get; set; } = string.Empty;

    /// <summary>Gets or sets the device that the model runs on: <c>auto</c> (the first CUDA device if there is one, else the CPU), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <value>The default is <c>auto</c>.</value>
    public string Device { get; set; } = "auto";

    /// <summary>
    /// Gets or sets the number of threads inside an operator on the CPU, at least 1; null to leave the process as it is. It holds for the whole process, because torch has one
    /// number: a process that also trains sets it to null and decides itself.
    /// </summary>
    /// <value>
    /// The default is 1: a call is dozens of short operators, whose threads would wait for each other longer than they work and take the processors from the other
    /// calls (benchmarks/README.md, "Serving").
    /// </value>
    public int? OperatorThreads { get; set; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is missing or out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Require(!string.IsNullOrWhiteSpace(ModelDirectory), $"'{ModelDirectory}'", "the directory that training saved to", nameof(ModelDirectory));
        errors.Require(!string.IsNullOrWhiteSpace(Device), $"'{Device}'", "auto, cpu, cuda or cuda:N", nameof(Device));
        errors.Require(OperatorThreads is null or >= 1, OperatorThreads, "at least 1, or none");
        errors.Throw("The options of the recommender are not valid.");
    }
}
