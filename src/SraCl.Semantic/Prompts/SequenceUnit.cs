namespace SraCl.Semantic.Prompts;

/// <summary>What one summary of a user's taste is made for.</summary>
public enum SequenceUnit
{
    /// <summary>Every training sample, that is every prefix that leaves a target, as in the official SRA-CL code: as many requests as training samples.</summary>
    Prefix,

    /// <summary>Every user who has a training sample, from the newest items that training may see, as in the paper's eq. 4: far fewer requests. The user's samples share the summary.</summary>
    User,
}
