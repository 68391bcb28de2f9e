using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using SraCl.Semantic.Preparation;

namespace SraCl.Cli.Consoles;

/// <summary>Shows prompts being answered: live on a terminal, else a line now and then.</summary>
internal sealed class SummaryDisplay : IProgress<SummaryProgress>
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly string _name;
    private readonly Func<decimal?> _spent;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _live;
    private SummaryProgress _latest;
    private TimeSpan _written;
    private int _shownTwentieth;

    private SummaryDisplay(IAnsiConsole console, string name, Func<decimal?> spent)
    {
        (_console, _name, _spent) = (console, name, spent);
        _live = console.Profile.Capabilities is { Ansi: true, Interactive: true };
    }

    /// <summary>Runs prompts and shows them.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="name">What they are about, at most nine letters.</param>
    /// <param name="spent">Says how much money was spent; null where no price is known.</param>
    /// <param name="run">Starts the run; it reports to what it is given.</param>
    public static async Task<SummaryRun> ShowAsync(IAnsiConsole console, string name, Func<decimal?> spent, Func<IProgress<SummaryProgress>, Task<SummaryRun>> run)
    {
        var display = new SummaryDisplay(console, name, spent);
        Task<SummaryRun> running = run(display);
        if (display._live)
        {
            await console.Live(new Text(display.Line())).StartAsync(async live =>
            {
                do
                {
                    await Task.WhenAny(running, Task.Delay(Redraw));
                    live.UpdateTarget(new Text(display.Line()));
                }
                while (!running.IsCompleted);
            });
        }

        SummaryRun done = await running;
        if (!display._live)
        {
            console.Line($"{display.Line()}");
        }

        return done;
    }

    /// <inheritdoc/>
    public void Report(SummaryProgress value)
    {
        const int Parts = 20;
        lock (_gate)
        {
            _latest = value;
            int twentieth = value.Total == 0 ? Parts : (int)((long)Parts * (value.Done + value.Failed) / value.Total);
            if (_live || (twentieth == _shownTwentieth && _clock.Elapsed - _written < Quiet) || value.Done + value.Failed == value.Total)
            {
                return;
            }

            (_shownTwentieth, _written) = (twentieth, _clock.Elapsed);
            _console.Line($"{Line()}");
        }
    }

    private string Line()
    {
        lock (_gate)
        {
            SummaryProgress now = _latest;
            int asked = now.Done - now.Cached + now.Failed;
            int left = now.Total - now.Done - now.Failed;
            string known = now.Cached > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({now.Cached:N0} known before)") : string.Empty;
            string failed = now.Failed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {now.Failed:N0} failed") : string.Empty;
            string tokens = now.Calls > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {now.Tokens.Total:N0} tokens{(now.UnmeasuredCalls > 0 ? " or more" : string.Empty)}") : string.Empty;
            string money = _spent() is { } spent && now.Calls > 0 ? string.Create(CultureInfo.InvariantCulture, $", {spent:0.00##} spent") : string.Empty;
            string time = asked > 0 && left > 0 ? $"; about {Duration.Text(_clock.Elapsed * ((double)left / asked))} left" : string.Empty;
            return string.Create(CultureInfo.InvariantCulture, $"{_name,-9} {now.Done:N0} of {now.Total:N0} prompts answered{known}{failed}{tokens}{money}{time}");
        }
    }
}
