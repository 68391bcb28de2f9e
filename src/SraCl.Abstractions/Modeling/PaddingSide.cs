namespace SraCl.Modeling;

/// <summary>Where the padding of a short sequence stands.</summary>
public enum PaddingSide
{
    /// <summary>Before the oldest item: the newest item is always in the last slot. What SASRec's and SRA-CL's code do.</summary>
    Left,

    /// <summary>Behind the newest item: the oldest item is always in the first slot. What RecBole's models do.</summary>
    Right,
}
