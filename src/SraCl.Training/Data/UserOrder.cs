namespace SraCl.Training.Data;

/// <summary>The order of the users, from which the numbers of items follow as well: items are numbered by first appearance, user after user.</summary>
public enum UserOrder
{
    /// <summary>The order in which users first appear in the file.</summary>
    FirstAppearance,

    /// <summary>By the user's external id, compared ordinally: gives the numbers of the published SRA-CL files from raw Amazon reviews.</summary>
    Id,
}
