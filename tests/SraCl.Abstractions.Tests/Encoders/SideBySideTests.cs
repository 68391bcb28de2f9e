using System.Collections.Concurrent;
using SraCl.Encoders;
using static TorchSharp.torch;

namespace SraCl.Abstractions.Tests.Encoders;

public sealed class SideBySideTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _operatorThreads = get_num_threads();
    private readonly SideBySide _threads = new(2);

    public void Dispose()
    {
        _threads.Dispose();
        set_num_threads(_operatorThreads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(57)]
    public void For_AnyNumberOfPieces_CarriesOutEachOnce(int count)
    {
        var done = new int[count];

        _threads.For(count, i => Interlocked.Increment(ref done[i]));
        _threads.For(count, i => Interlocked.Increment(ref done[i]));

        Assert.All(done, times => Assert.Equal(2, times));
    }

    [Fact]
    public void For_SeveralPieces_WorksOnTheCallingThreadAndOnTheSameThreadOfItsOwn()
    {
        Thread first = Other();

        Assert.Same(first, Other());
        Assert.False(first.IsThreadPoolThread);
        Assert.True(first.IsBackground);
    }

    [Fact]
    public void For_SeveralPieces_HaveOneOperatorThreadAndLeaveTheCallersAsItWas()
    {
        set_num_threads(3);
        var inside = new ConcurrentBag<int>();
        using var both = new Barrier(2);

        _threads.For(2, _ =>
        {
            both.SignalAndWait(Patience);
            inside.Add(get_num_threads());
        });

        Assert.Equal([1, 1], inside);
        Assert.Equal(3, get_num_threads());
        Assert.Equal(3, OnAnotherThread(get_num_threads)); // What threads that are new to torch begin with.
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void For_SeveralPieces_FindGradientsAsOnTheCallingThread(bool gradients)
    {
        using IDisposable mode = set_grad_enabled(gradients);
        var inside = new ConcurrentBag<bool>();
        using var both = new Barrier(2);

        _threads.For(2, _ =>
        {
            both.SignalAndWait(Patience);
            inside.Add(is_grad_enabled());
        });

        Assert.Equal([gradients, gradients], inside);
    }

    [Fact]
    public void For_SeveralPiecesFail_RaisesTheErrorOfTheFirstAndGoesOnWorking()
    {
        using var both = new Barrier(2);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _threads.For(2, i =>
        {
            both.SignalAndWait(Patience);
            throw i == 0 ? new InvalidOperationException("of the first") : new NotSupportedException("of the second");
        }));

        Assert.Equal("of the first", error.Message);
        For_AnyNumberOfPieces_CarriesOutEachOnce(5);
    }

    [Fact]
    public void For_InsideAPiece_ComesToItsEnd()
    {
        int done = 0;

        _threads.For(4, _ => _threads.For(3, _ => Interlocked.Increment(ref done)));

        Assert.Equal(12, done);
    }

    [Fact]
    public void Dispose_AfterWork_EndsTheThread()
    {
        Thread other = Other();

        _threads.Dispose();

        Assert.False(other.IsAlive);
    }

    private static int OnAnotherThread(Func<int> what)
    {
        int result = 0;
        var thread = new Thread(() => result = what());
        thread.Start();
        thread.Join();
        return result;
    }

    /// <summary>The thread that works beside this one.</summary>
    private Thread Other()
    {
        var seen = new ConcurrentBag<Thread>();
        using var both = new Barrier(2);
        _threads.For(2, _ =>
        {
            both.SignalAndWait(Patience);
            seen.Add(Thread.CurrentThread);
        });
        Assert.Contains(Thread.CurrentThread, seen);
        return seen.Single(thread => thread != Thread.CurrentThread);
    }
}
