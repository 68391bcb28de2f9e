namespace SraCl.Training.Checkpoints;

/// <summary>What a training run does about the checkpoints that are already in its directory.</summary>
public enum CheckpointResume
{
    /// <summary>The run begins at the beginning; checkpoints that are there are an error, so that none is overwritten by mistake.</summary>
    Never,

    /// <summary>The run goes on from the newest checkpoint, and begins at the beginning when there is none.</summary>
    IfAny,

    /// <summary>The run goes on from the newest checkpoint; that there is none is an error.</summary>
    Required,
}
