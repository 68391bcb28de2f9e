namespace SraCl.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A file, a model or a setting is not as it must be; the message says the cure.</summary>
    public const int BadInput = 1;

    /// <summary>The command line cannot be understood.</summary>
    public const int BadUsage = 2;

    /// <summary>A bug (EX_SOFTWARE of sysexits.h).</summary>
    public const int Bug = 70;

    /// <summary>Cancelled (128 + SIGINT, as shells count).</summary>
    public const int Canceled = 130;
}
