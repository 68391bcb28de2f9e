using System.Globalization;
using System.Text.Json.Nodes;

namespace SraCl.Training.Checkpoints;

/// <summary>Where and how often a training run saves its state, and whether it goes on from a saved one.</summary>
/// <remarks>
/// <para>
/// A run writes a checkpoint between two steps when the interval has passed, and one when it ends: finished, stopped early or cancelled. A checkpoint that
/// cannot be written, such as on a full disk, is logged and told to the observers; the run goes on and tries again after the next interval. Those written before stay.
/// </para>
/// <para>
/// A run that goes on gives the same weights, losses and metrics to the last bit as one that was never interrupted, on the same CPU and libtorch. Not safe for
/// concurrent use: the configuration can be changed; one directory belongs to one run at a time.
/// </para>
/// </remarks>
public sealed record CheckpointOptions
{
    /// <summary>Gets the directory that holds the checkpoints of this run and of no other; created when it is missing.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the time from one checkpoint to the next, 0 or more; 0 writes one after every step.</summary>
    /// <value>The default is 5 minutes (ours): for 12,101 items and 22,363 users a checkpoint has 14 MB and takes a few tenths of a second; an interruption costs 2.5 minutes on average.</value>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets how many checkpoints are kept, at least 1; older ones are deleted once a new one is complete.</summary>
    /// <value>The default is 2 (ours): one stays when the other is damaged.</value>
    public int Keep { get; init; } = 2;

    /// <summary>Gets what the run does about checkpoints that are already there.</summary>
    /// <value>The default is <see cref="CheckpointResume.Never"/>.</value>
    public CheckpointResume Resume { get; init; } = CheckpointResume.Never;

    /// <summary>Gets whether an older checkpoint is used where newer ones are damaged. A checkpoint of another configuration or other data is an error all the same.</summary>
    /// <value>The default is false: that hours of training are lost should not go unnoticed.</value>
    public bool AllowOlder { get; init; }

    /// <summary>
    /// Gets what decides about the run beside what the trainer knows, such as the backbone's configuration (<see cref="Modeling.IBackboneFactory.Describe"/>)
    /// and the options of objectives. Saved with every checkpoint; a run goes on only from a checkpoint whose values are the same.
    /// </summary>
    /// <value>The default is null: nothing.</value>
    public JsonObject? Configuration { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Require(!string.IsNullOrWhiteSpace(Directory), Directory, "the path of a directory");
        errors.Require(Interval >= TimeSpan.Zero, Interval.ToString("c", CultureInfo.InvariantCulture), "0 or more", nameof(Interval));
        errors.AtLeastOne(Keep);
        errors.Defined(Resume);
        errors.Throw("The configuration of the checkpoints is not valid.");
    }
}
