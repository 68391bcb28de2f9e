namespace SraCl.Semantic.Preparation;

/// <summary>Which sequences can be neighbors of a training sample.</summary>
public enum SequencePool
{
    /// <summary>The training samples of all users: the prefixes of what training may see. No validation or test event is used.</summary>
    TrainingPrefixes,

    /// <summary>Each user's newest training sample alone: one sequence a user, as the paper's eq. 6 reads. No validation or test event is used.</summary>
    OnePerUser,

    /// <summary>
    /// All prefixes of whole sequences but the last item, as in the official SRA-CL code: the inputs of validation and test can be neighbors, so that model
    /// selection is slightly transductive (SRA-CL spec D2). Needs the whole split.
    /// </summary>
    AllPrefixes,
}
