namespace SraCl.Cli.Tests;

/// <summary>Cancels when a text is written, on the thread that writes it.</summary>
internal sealed class CancelingWriter(string trigger, CancellationTokenSource cancellation) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.Contains(trigger, StringComparison.Ordinal) == true)
        {
            cancellation.Cancel();
        }
    }
}
