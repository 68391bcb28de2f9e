namespace SraCl.Semantic.Calls;

/// <summary>The ids of the log messages about calls to models.</summary>
internal static class CallEventIds
{
    public const int Answered = 1;
    public const int Failed = 2;
    public const int Canceled = 3;
    public const int Content = 4;
    public const int Answer = 5;
    public const int Retry = 6;
}
