using System.Diagnostics;
using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;

namespace SraCl.Training.Tests.Checkpoints;

/// <summary>What is kept, what is deleted, and what happens when nothing can be written.</summary>
public sealed class CheckpointWritingTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string Folder => _directory.File("checkpoints");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Fit_ManyCheckpoints_KeepsTheNewest(int keep)
    {
        new CheckpointScene().Run(new CheckpointOptions { Directory = Folder, Interval = TimeSpan.Zero, Keep = keep });

        string[] expected = ["checkpoint-0003-000006", "checkpoint-0003-000007", "checkpoint-0003-000008", "checkpoint-0003-000009", "checkpoint-0004-000000"];
        Assert.Equal(expected[^keep..], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        CheckpointInfo newest = CheckpointDirectory.Newest(Folder)!;
        Assert.Equal((4, 0, 3), (newest.Epoch, newest.Step, newest.FinishedEpochs));
    }

    [Fact]
    public void Fit_CanceledBeforeTheFirstStep_WritesNone()
    {
        var scene = new CheckpointScene { IsCanceledFromTheStart = true };

        Assert.ThrowsAny<OperationCanceledException>(() => scene.Run(new CheckpointOptions { Directory = Folder }));

        Assert.False(CheckpointDirectory.HasAny(Folder));
        Assert.Null(CheckpointDirectory.Newest(Folder));
    }

    [Fact]
    public void Fit_LeftoversOfAKilledRun_AreDeleted()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "checkpoint-0001-000004.tmp"));
        File.WriteAllText(Path.Combine(Folder, "checkpoint-0001-000004.tmp", "model.safetensors"), "half");

        new CheckpointScene().Run(new CheckpointOptions { Directory = Folder, Keep = 1 });

        Assert.Equal(["checkpoint-0004-000000"], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Delete_DirectoryWithOtherThings_LeavesThem()
    {
        new CheckpointScene().Run(new CheckpointOptions { Directory = Folder });
        File.WriteAllText(Path.Combine(Folder, "notes.txt"), "mine");

        CheckpointDirectory.Delete(Folder);

        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName));
        CheckpointDirectory.Delete(_directory.File("none"));
    }

    [Fact]
    public void Fit_DirectoryBelowAFile_FailsBeforeTraining()
    {
        File.WriteAllText(_directory.File("file"), string.Empty);

        SraClException error = Assert.Throws<SraClException>(() => new CheckpointScene().Run(
            new CheckpointOptions { Directory = _directory.File(Path.Combine("file", "checkpoints")) }, _ => throw new InvalidOperationException("A step was done.")));

        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_DirectoryGoneForAWhile_GoesOnAndWritesAgain()
    {
        string away = _directory.File("away");
        var observer = new Saboteur(
            breakAt: report => report is { Epoch: 1, Step: 4 },
            mendAt: report => report is { Epoch: 2, Step: 2 },
            broken: () =>
            {
                Directory.Move(Folder, away);
                File.WriteAllText(Folder, "not a directory");
            },
            mended: () =>
            {
                File.Delete(Folder);
                Directory.Move(away, Folder);
            });

        TrainingResult result = new CheckpointScene().Run(new CheckpointOptions { Directory = Folder, Interval = TimeSpan.Zero }, null, observer);

        CheckpointReport failed = observer.Reports.First(report => report.Error is not null);
        Assert.Equal((1, 5), (failed.Epoch, failed.Step));
        Assert.Contains("checkpoint-0001-000004' stays as it is", failed.Error, StringComparison.Ordinal);
        Assert.Equal(8, observer.Reports.Count(report => report.Error is not null));
        CheckpointScene.AssertSame(new CheckpointScene().Run(new CheckpointOptions { Directory = _directory.File("whole") }), result);
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(Folder).Count());
    }

    [Fact]
    public void Fit_OlderCheckpointThatStays_IsLoggedAndTheNewOneIsGood()
    {
        var logger = new RecordingLogger();

        // A file of the name that the checkpoint gets when it is deleted.
        var observer = new Saboteur(
            breakAt: report => report is { Epoch: 1, Step: 2 },
            mendAt: report => report is { Epoch: 1, Step: 4 },
            broken: () => File.WriteAllText(Path.Combine(Folder, "checkpoint-0001-000002.tmp"), "in the way"),
            mended: () => File.Delete(Path.Combine(Folder, "checkpoint-0001-000002.tmp")));

        new CheckpointScene { Logger = logger }.Run(new CheckpointOptions { Directory = Folder, Interval = TimeSpan.Zero, Keep = 1 }, null, observer);

        Assert.All(observer.Reports, report => Assert.Null(report.Error));
        Assert.Equal((1, 4), observer.NewestWhenMended);
        Assert.Equal(2, logger.Lines.Count(line => line.Id == 12 && line.Text.StartsWith($"What is old in {Folder} could not be deleted: ", StringComparison.Ordinal)));
        Assert.Equal(["checkpoint-0004-000000"], Directory.EnumerateFileSystemEntries(Folder).Select(Path.GetFileName));
    }

    [SkippableFact]
    public void Fit_DiskFull_KeepsTheCheckpointBeforeAndSaysSo()
    {
        using var disk = TinyDisk.Mount(_directory.File("disk"), kilobytes: 256);
        string folder = Path.Combine(disk.Path, "checkpoints");
        string filler = Path.Combine(disk.Path, "filler");
        var observer = new Saboteur(
            breakAt: report => report is { Epoch: 2, Step: 1 },
            mendAt: report => report is { Epoch: 2, Step: 5 },
            broken: () => Fill(filler),
            mended: () => File.Delete(filler));

        TrainingResult result = new CheckpointScene().Run(new CheckpointOptions { Directory = folder, Interval = TimeSpan.Zero, Keep = 1 }, null, observer);

        CheckpointReport[] failed = [.. observer.Reports.Where(report => report.Error is not null)];
        Assert.Equal([2, 3, 4, 5], failed.Select(report => report.Step));
        Assert.All(failed, report => Assert.Contains("No space left on device", report.Error, StringComparison.Ordinal));
        Assert.All(failed, report => Assert.Contains("checkpoint-0002-000001' stays as it is", report.Error, StringComparison.Ordinal));
        Assert.Equal((2, 1), observer.NewestWhenMended);
        CheckpointScene.AssertSame(new CheckpointScene().Run(new CheckpointOptions { Directory = _directory.File("whole") }), result);
    }

    private static void Fill(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                stream.Write(new byte[1024]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Breaks the disk after one checkpoint and mends it after another that failed.</summary>
    private sealed class Saboteur(Predicate<CheckpointReport> breakAt, Predicate<CheckpointReport> mendAt, Action broken, Action mended) : ITrainingObserver
    {
        public List<CheckpointReport> Reports { get; } = [];

        public (int Epoch, int Step)? NewestWhenMended { get; private set; }

        public void CheckpointDone(CheckpointReport report)
        {
            Reports.Add(report);
            if (breakAt(report))
            {
                broken();
            }

            if (mendAt(report))
            {
                mended();
                CheckpointInfo newest = CheckpointDirectory.Newest(Path.GetDirectoryName(report.Path)!)!;
                NewestWhenMended = (newest.Epoch, newest.Step);
            }
        }
    }

    /// <summary>A file system in memory that is soon full.</summary>
    private sealed class TinyDisk : IDisposable
    {
        private TinyDisk(string path) => Path = path;

        public string Path { get; }

        public static TinyDisk Mount(string path, int kilobytes)
        {
            Skip.IfNot(OperatingSystem.IsLinux(), "A file system in memory can be mounted on Linux only.");
            Directory.CreateDirectory(path);
            Skip.If(Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", path) != 0, "Mounting a file system in memory is not allowed here.");
            return new TinyDisk(path);
        }

        public void Dispose() => Run("umount", Path);

        private static int Run(string program, params string[] arguments)
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }
    }
}
