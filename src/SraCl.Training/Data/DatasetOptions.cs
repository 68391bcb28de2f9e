namespace SraCl.Training.Data;

/// <summary>How interactions become a data set of sequences.</summary>
/// <remarks>
/// The steps, in this order: rating and time filters; each user's events sorted by time, ties by <see cref="TieBreak"/>; duplicates;
/// k-core; users and items numbered in the order of what is left. The preparation published with SRA-CL is
/// <see cref="MinUserEvents"/> = <see cref="MinItemEvents"/> = 5 with <see cref="UserOrder.Id"/> and the other defaults, for Yelp with the year 2019 as
/// time range; it drops duplicates after the k-core, here they go before it so that what is left really is a k-core.
/// Not safe for concurrent changes.
/// </remarks>
public sealed class DatasetOptions
{
    /// <summary>Gets or sets the number of events that a user must have to stay; 0 (default) for no limit, 5 in most published data.</summary>
    /// <remarks>Applied together with <see cref="MinItemEvents"/>, again and again until nothing more is dropped.</remarks>
    public int MinUserEvents { get; set; }

    /// <summary>Gets or sets the number of events that an item must have to stay; 0 (default) for no limit, 5 in most published data.</summary>
    public int MinItemEvents { get; set; }

    /// <summary>Gets or sets what happens to repeated events; <see cref="DuplicatePolicy.DropExact"/> by default.</summary>
    public DuplicatePolicy Duplicates { get; set; } = DuplicatePolicy.DropExact;

    /// <summary>Gets or sets the order of events at the same time; <see cref="TieBreak.InputOrder"/> by default.</summary>
    public TieBreak TieBreak { get; set; } = TieBreak.InputOrder;

    /// <summary>Gets or sets the order of users; <see cref="UserOrder.FirstAppearance"/> by default.</summary>
    public UserOrder UserOrder { get; set; } = UserOrder.FirstAppearance;

    /// <summary>Gets or sets the least rating that counts as an interaction; null (default) for any, rated or not.</summary>
    public double? MinRating { get; set; }

    /// <summary>Gets or sets the first time that counts, in the unit of the source; null (default) for no bound.</summary>
    public long? FromTime { get; set; }

    /// <summary>Gets or sets the first time that no longer counts, in the unit of the source; null (default) for no bound.</summary>
    public long? BeforeTime { get; set; }

    /// <summary>Gets or sets the share of unreadable rows, 0..1, above which a file is refused; 0.01 by default.</summary>
    public double MaxBadRowShare { get; set; } = ReadReport.DefaultMaxBadRowShare;

    /// <summary>Checks the options.</summary>
    /// <exception cref="SraClException">An option is out of its range or contradicts another.</exception>
    internal void Validate()
    {
        Check(MinUserEvents >= 0, nameof(MinUserEvents), MinUserEvents, "0 (no limit) or more");
        Check(MinItemEvents >= 0, nameof(MinItemEvents), MinItemEvents, "0 (no limit) or more");
        Check(Enum.IsDefined(Duplicates), nameof(Duplicates), Duplicates, $"a {nameof(DuplicatePolicy)}");
        Check(Enum.IsDefined(TieBreak), nameof(TieBreak), TieBreak, $"a {nameof(Data.TieBreak)}");
        Check(Enum.IsDefined(UserOrder), nameof(UserOrder), UserOrder, $"a {nameof(Data.UserOrder)}");
        Check(MinRating is null || double.IsFinite(MinRating.Value), nameof(MinRating), MinRating, "a finite number");
        Check(MaxBadRowShare is >= 0 and <= 1, nameof(MaxBadRowShare), MaxBadRowShare, "a share from 0 to 1");
        Check(FromTime is null || BeforeTime is null || FromTime < BeforeTime, nameof(FromTime), FromTime, $"a time before {nameof(BeforeTime)} ({BeforeTime})");
    }

    private static void Check(bool valid, string name, object? value, string expected)
    {
        if (!valid)
        {
            throw new SraClException(FormattableString.Invariant($"{nameof(DatasetOptions)}.{name} is {value}; expected {expected}."));
        }
    }
}
