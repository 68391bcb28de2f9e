using System.Diagnostics;
using System.Diagnostics.Metrics;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

public sealed class TelemetryPolicyTests
{
    private readonly List<string> _seen = [];
    private readonly ManualTimeProvider _time = new();
    private readonly TelemetryPolicy _policy;

    public TelemetryPolicyTests() => _policy = new TelemetryPolicy("chat", "m", new Uri("http://example.org:8080/v1"), _time);

    [Fact]
    public async Task RunAsync_Answer_IsMeasuredWithTheNamesOfTheConventions()
    {
        using MeterListener meters = Listen();
        using ActivityListener activities = ListenToActivities();

        await _policy.RunAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1.5));
            return FakeCalls.Answer();
        });

        const string Tags = "[gen_ai.operation.name, chat] [gen_ai.provider.name, openai] [gen_ai.request.model, m] [server.address, example.org] [server.port, 8080]";
        Assert.Equal(
            [
                $"gen_ai.client.token.usage {{token}} 10 {Tags} [gen_ai.response.model, model] [gen_ai.token.type, input]",
                $"gen_ai.client.token.usage {{token}} 5 {Tags} [gen_ai.response.model, model] [gen_ai.token.type, output]",
                $"gen_ai.client.operation.duration s 1.5 {Tags} [gen_ai.response.model, model]",
                $"chat m Client Unset  {Tags} [gen_ai.response.model, model] [gen_ai.usage.input_tokens, 10] [gen_ai.usage.output_tokens, 5]",
            ],
            _seen);
    }

    [Fact]
    public async Task RunAsync_Failure_HasAnErrorType()
    {
        using MeterListener meters = Listen();
        using ActivityListener activities = ListenToActivities();

        await Assert.ThrowsAsync<SummaryException>(() => _policy.RunAsync(() => throw FakeCalls.Failure()));

        Assert.Equal(2, _seen.Count);
        Assert.All(_seen, text => Assert.EndsWith("[error.type, SraCl.Semantic.Summaries.SummaryException]", text, StringComparison.Ordinal));
        Assert.StartsWith("chat m Client Error SraCl.Semantic.Summaries.SummaryException [", _seen[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_NobodyListens_Answers() => Assert.Equal("answer", (await _policy.RunAsync(() => FakeCalls.Answer())).Value);

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (string.Equals(instrument.Meter.Name, TelemetryPolicy.SourceName, StringComparison.Ordinal))
                {
                    meters.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;
    }

    private ActivityListener ListenToActivities()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => string.Equals(source.Name, TelemetryPolicy.SourceName, StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _seen.Add($"{activity.DisplayName} {activity.Kind} {activity.Status} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private void Add(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _seen.Add(FormattableString.Invariant($"{instrument.Name} {instrument.Unit} {value} {string.Join(' ', tags.ToArray())}"));
}
