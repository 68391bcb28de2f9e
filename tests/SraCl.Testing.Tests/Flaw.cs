namespace SraCl.Testing.Tests;

/// <summary>What is wrong with a <see cref="DecayBackbone"/>.</summary>
public enum Flaw
{
    None,
    WideStates,
    DetachedVectors,
    PaddingAmongVectors,
    ExtraBias,
    MaskIsAnItem,
    CountsSlots,
    ForgetsWhenFull,
    ReadsAhead,
    BatchNorm,
    DividesByLength,
    UnusedParameter,
    HiddenScale,
    DropsInEvaluation,
    DrawsWeightsFromTorch,
    DrawsFromElsewhere,
    WrongInLaterRuns,
    ReplicaHasOtherShapes,
    ReplicaHasOtherNames,
    ReplicaShares,
    DrawsPastTheSource,
    Throws,
}
