using Microsoft.Extensions.Logging;
using SraCl.Semantic.Calls;
using SraCl.Semantic.Summaries;

namespace SraCl.Semantic.Tests.Calls;

public sealed class LoggingPolicyTests
{
    [Theory]
    [InlineData(LogLevel.Trace, true)]
    [InlineData(LogLevel.Debug, false)]
    public async Task RunAsync_PromptAndAnswer_AreLoggedAtTraceLevelAlone(LogLevel level, bool isLogged)
    {
        using var logs = new RecordingLoggerFactory(level);

        await new LoggingPolicy(logs).RunAsync(
            FakeCalls.Call, _ => Task.FromResult(new CallResult<SummaryAnswer>(new SummaryAnswer("the text"), new TokenUsage(10, 5), null)), CancellationToken.None);

        Assert.Equal(isLogged, logs.Messages.Any(message => message.Text.Contains("the prompt", StringComparison.Ordinal)));
        Assert.Equal(isLogged, logs.Messages.Any(message => message.Text.Contains("the text", StringComparison.Ordinal)));
        Assert.Contains(logs.Messages, message => message.Level == LogLevel.Debug && message.Text.Contains("10 input tokens, 5 output tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_Failure_IsAWarningWithItsReason()
    {
        using var logs = new RecordingLoggerFactory();

        await Assert.ThrowsAsync<SummaryException>(() => new LoggingPolicy(logs).RunAsync(() => throw FakeCalls.Failure()));

        Assert.Contains("(transient: True): It failed.", Assert.Single(logs.Messages, message => message.Level == LogLevel.Warning).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Trace, true)]
    [InlineData(LogLevel.Debug, false)]
    public async Task RunAsync_AnswerThatIsNone_IsLoggedAtTraceLevelAlone(LogLevel level, bool isLogged)
    {
        using var logs = new RecordingLoggerFactory(level);

        await Assert.ThrowsAsync<SummaryException>(() => new LoggingPolicy(logs).RunAsync(() => throw new SummaryException("It refused.", isTransient: false) { Answer = "the text" }));

        Assert.Equal(isLogged ? [LogLevel.Trace] : [], logs.Messages.Where(message => message.Text.Contains("the text", StringComparison.Ordinal)).Select(message => message.Level));
    }

    [Fact]
    public async Task RunAsync_Canceled_IsNoWarning()
    {
        using var logs = new RecordingLoggerFactory();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LoggingPolicy(logs).RunAsync(() => FakeCalls.Answer(), new CancellationToken(canceled: true)));

        Assert.Contains(logs.Messages, message => message.Text.StartsWith("The call was canceled", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Messages, message => message.Level >= LogLevel.Warning);
    }
}
