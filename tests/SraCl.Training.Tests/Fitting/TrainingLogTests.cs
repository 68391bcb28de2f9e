using SraCl.Training.Checkpoints;
using SraCl.Training.Fitting;
using SraCl.Training.Tests.Checkpoints;

namespace SraCl.Training.Tests.Fitting;

public sealed class TrainingLogTests : IDisposable
{
    private const string Header = "{\"version\":1,\"seed\":1,\"selectionMetric\":\"MRR@10\",\"device\":\"cpu\",\"parameters\":256320,\"samples\":35000,\"losses\":{\"next-item\":1.0,\"cross-sequence\":0.1}}\n";
    private const string Line = "{\"epoch\":1,\"loss\":8.1,\"losses\":{\"next-item\":7.6,\"cross-sequence\":5.0},\"validation\":{\"HR@5\":0.25},\"score\":0.5,\"best\":true,\"trainingSeconds\":1.5,\"validationSeconds\":0.25}\n";

    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.File("training.jsonl");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_Log_GivesHeaderAndEpochs()
    {
        System.IO.File.WriteAllText(File, Header + Line + "{\"epoch\":2,\"lo");

        TrainingLog log = TrainingLogReader.Read(File);

        Assert.Equal((1, 1L, "MRR@10", "cpu", 256320L, 35000), (log.Header.Version, log.Header.Seed, log.Header.SelectionMetric, log.Header.Device, log.Header.Parameters, log.Header.Samples));
        Assert.Equal(["next-item", "cross-sequence"], log.Header.Losses.Keys);
        TrainingLogEpoch epoch = Assert.Single(log.Epochs);
        Assert.Equal((1, 8.1, 0.5, true, 1.5, 0.25), (epoch.Epoch, epoch.Loss, epoch.Score, epoch.Best, epoch.TrainingSeconds, epoch.ValidationSeconds));
        Assert.Equal(5.0, epoch.Losses["cross-sequence"]);
        Assert.Equal(0.25, epoch.Validation["HR@5"]);
    }

    [Theory]
    [InlineData("", "line 1: it is empty")]
    [InlineData("{\"version\":1", "line 1: it is empty, or its first line has no end")]
    [InlineData("{\"version\":1}\n", "line 1: ")]
    [InlineData("[1]\n", "line 1: ")]
    [InlineData(Header + "null\n", "line 2: It says null")]
    [InlineData(Header + "{\"epoch\":1}\n", "line 2: ")]
    [InlineData(Header + Line + Line, "line 3: it is of epoch 1; expected epoch 2")]
    public void Read_SomethingElse_NamesFileAndLine(string text, string expected)
    {
        System.IO.File.WriteAllText(File, text);

        SraClException error = Assert.Throws<SraClException>(() => TrainingLogReader.Read(File));

        Assert.Contains(File, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NewerVersionOrMissing_SaysSo()
    {
        Assert.Contains(File, Assert.Throws<SraClException>(() => TrainingLogReader.Read(File)).Message, StringComparison.Ordinal);
        System.IO.File.WriteAllText(File, Header.Replace("\"version\":1", "\"version\":2", StringComparison.Ordinal));

        Assert.Contains("version 2", Assert.Throws<SraClException>(() => TrainingLogReader.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Run_CanBeReadAfterEveryEpoch()
    {
        var lengths = new List<int>();
        TrainingResult result = new CheckpointScene().Run(
            checkpoints: null, null, new TrainingLogWriter(File), new AfterEpoch(() => lengths.Add(TrainingLogReader.Read(File).Epochs.Count)));

        TrainingLog log = TrainingLogReader.Read(File);
        Assert.Equal([1, 2, 3], lengths);
        Assert.Equal(result.Samples, log.Header.Samples);
        Assert.Equal(("cpu", 2024, "MRR@10"), (log.Header.Device, log.Header.Seed, log.Header.SelectionMetric));
        Assert.Equal([("next-item cross-entropy", 1), ("projected cycle", 0.3)], log.Header.Losses.Select(loss => (loss.Key, loss.Value)));
        foreach ((EpochSummary epoch, TrainingLogEpoch line) in result.Epochs.Zip(log.Epochs))
        {
            Assert.Equal((epoch.Epoch, epoch.Loss, epoch.Score, epoch.IsBest), (line.Epoch, line.Loss, line.Score, line.Best));
            Assert.Equal(epoch.Losses, line.Losses);
            Assert.Equal(epoch.Validation.Metrics, line.Validation);
            Assert.Equal(epoch.TrainingTime.TotalSeconds, line.TrainingSeconds);
        }

        Assert.Equal(result.BestEpoch.Epoch, log.Epochs.Last(epoch => epoch.Best).Epoch);
    }

    [Fact]
    public void Write_ResumedRun_IsCutBackToTheCheckpoint()
    {
        var options = new CheckpointOptions { Directory = _directory.File("checkpoints"), Interval = TimeSpan.FromHours(1) };
        new CheckpointScene().Run(options, now => now is { Epoch: 2, Step: 5 }, new TrainingLogWriter(File));

        // As though the process had got further and was killed while it wrote.
        string[] lines = System.IO.File.ReadAllLines(File);
        System.IO.File.AppendAllText(File, lines[1].Replace("\"epoch\":1", "\"epoch\":2", StringComparison.Ordinal) + "\n{\"epoch\":3,\"los");
        TrainingResult result = new CheckpointScene().Run(options with { Resume = CheckpointResume.Required }, null, new TrainingLogWriter(File));

        string[] resumed = System.IO.File.ReadAllLines(File);
        Assert.Equal(lines, resumed[..2]);
        Assert.Equal(result.Epochs.Select(epoch => epoch.Loss), TrainingLogReader.Read(File).Epochs.Select(epoch => epoch.Loss));
    }

    [Fact]
    public void Write_NotPossibleForAWhile_HasEveryEpochInTheEnd()
    {
        string folder = _directory.File("logs");
        string path = Path.Combine(folder, "training.jsonl");
        int epoch = 0;
        TrainingResult result = new CheckpointScene().Run(
            checkpoints: null,
            null,
            new AfterEpoch(() =>
            {
                epoch++;
                if (epoch == 2)
                {
                    Directory.Delete(folder, recursive: true);
                    System.IO.File.WriteAllText(folder, "in the way");
                }
                else if (epoch == 3)
                {
                    System.IO.File.Delete(folder);
                }
            }),
            new TrainingLogWriter(path));

        Assert.Equal(result.Epochs.Select(each => each.Loss), TrainingLogReader.Read(path).Epochs.Select(each => each.Loss));
    }

    private sealed class AfterEpoch(Action act) : ITrainingObserver
    {
        public void EpochDone(EpochSummary epoch) => act();
    }
}
