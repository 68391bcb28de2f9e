namespace SraCl.Training.Splits;

/// <summary>Which events of a time window are to be predicted.</summary>
public enum EvaluationCases
{
    /// <summary>Every event with a history; the history grows with the window's own earlier events.</summary>
    EveryEvent,

    /// <summary>The first event of the window of each user who has one before it: users count alike, and no event of the window is in a history.</summary>
    FirstOfUser,
}
