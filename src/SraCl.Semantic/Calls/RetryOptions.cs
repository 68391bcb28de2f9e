namespace SraCl.Semantic.Calls;

/// <summary>How calls that failed are made again.</summary>
public sealed class RetryOptions
{
    /// <summary>Gets or sets how often a model is asked at most, at least 1.</summary>
    /// <value>The default is 6; the official SRA-CL code retries 5 times.</value>
    public int MaxAttempts { get; set; } = 6;

    /// <summary>Gets or sets the wait before the second attempt, positive; the ones after it double, with jitter. Where the provider asks for another wait above zero, that is kept instead.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest wait, at least <see cref="Delay"/> and at most a day. A provider that asks for more makes the call fail at once.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);

    internal IEnumerable<string> Errors(string name)
    {
        if (MaxAttempts < 1)
        {
            yield return $"{name}.{nameof(MaxAttempts)} is {MaxAttempts}; expected at least 1, which is no retry.";
        }

        if (Delay <= TimeSpan.Zero)
        {
            yield return $"{name}.{nameof(Delay)} is {Delay}; expected a positive time, such as 00:00:01.";
        }

        if (MaxDelay < Delay || MaxDelay > TimeSpan.FromDays(1))
        {
            yield return $"{name}.{nameof(MaxDelay)} is {MaxDelay}; expected at least {nameof(Delay)}, {Delay}, and at most a day.";
        }
    }
}
