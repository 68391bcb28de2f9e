using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Calls;

/// <summary>Measures calls by OpenTelemetry's conventions for generative AI: an activity a call, its duration and its tokens.</summary>
/// <remarks>
/// <para>
/// Prompts and answers are never in it, nor the messages of failures, which may repeat them: an activity that failed has the exception's type alone. Costs next to nothing
/// while nobody listens to <see cref="SourceName"/>. Safe for concurrent use.
/// </para>
/// <para>Instruments: <c>gen_ai.client.operation.duration</c> (s) and <c>gen_ai.client.token.usage</c> ({token}).</para>
/// </remarks>
public sealed class TelemetryPolicy : CallPolicy
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "SraCl.Semantic";

    private static readonly string? Version = typeof(TelemetryPolicy).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
    private static readonly ActivitySource Source = new(SourceName, Version);
    private static readonly Meter Meter = new(SourceName, Version);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "How long calls to models took.");
    private static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "How many tokens calls to models took.");

    private readonly TimeProvider _timeProvider;
    private readonly string _activityName;
    private readonly TagList _tags;

    /// <summary>Creates a policy.</summary>
    /// <param name="operation">The kind of call (<c>gen_ai.operation.name</c>): <c>chat</c> or <c>embeddings</c>.</param>
    /// <param name="model">The model that is asked for (<c>gen_ai.request.model</c>).</param>
    /// <param name="endpoint">Where the model is; null where it is in the process.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public TelemetryPolicy(string operation, string model, Uri? endpoint = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _activityName = $"{operation} {model}";
        _tags = new TagList
        {
            { "gen_ai.operation.name", operation },
            { "gen_ai.provider.name", "openai" },
            { "gen_ai.request.model", model },
        };
        if (endpoint is not null)
        {
            _tags.Add("server.address", endpoint.Host);
            _tags.Add("server.port", endpoint.Port);
        }
    }

    /// <inheritdoc/>
    public override async Task<CallResult<T>> RunAsync<T>(ModelCall call, Func<CancellationToken, Task<CallResult<T>>> next, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(next);
        using Activity? activity = Source.StartActivity(_activityName, ActivityKind.Client, parentContext: default, _tags);
        long start = _timeProvider.GetTimestamp();
        string? error = null;
        TokenUsage? usage = null;
        string? model = null;
        try
        {
            CallResult<T> result = await next(cancellationToken).ConfigureAwait(false);
            (usage, model) = (result.Usage, result.Model);
            return result;
        }
        catch (Exception exception)
        {
            error = exception.GetType().FullName;
            usage = (exception as SummaryException)?.Usage;
            activity?.SetStatus(ActivityStatusCode.Error, error);
            throw;
        }
        finally
        {
            Record(activity, _timeProvider.GetElapsedTime(start), usage, model, error);
        }
    }

    private void Record(Activity? activity, TimeSpan elapsed, TokenUsage? usage, string? model, string? error)
    {
        TagList tags = _tags;
        if (model is not null)
        {
            tags.Add("gen_ai.response.model", model);
            activity?.SetTag("gen_ai.response.model", model);
        }

        if (usage is { } tokens)
        {
            activity?.SetTag("gen_ai.usage.input_tokens", tokens.Input).SetTag("gen_ai.usage.output_tokens", tokens.Output);
            RecordTokens(tags, "input", tokens.Input);
            RecordTokens(tags, "output", tokens.Output);
        }

        if (error is not null)
        {
            tags.Add("error.type", error);
            activity?.SetTag("error.type", error);
        }

        Duration.Record(elapsed.TotalSeconds, tags);
    }

    private static void RecordTokens(TagList tags, string kind, long count)
    {
        tags.Add("gen_ai.token.type", kind);
        Tokens.Record(count, tags);
    }
}
