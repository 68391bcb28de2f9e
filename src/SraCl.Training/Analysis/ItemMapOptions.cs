namespace SraCl.Training.Analysis;

/// <summary>How a map of items is made.</summary>
/// <remarks>Not safe for concurrent changes.</remarks>
public sealed class ItemMapOptions
{
    /// <summary>Gets or sets about how many neighbors an item shall keep near it, above 1; at most a third of the items is used.</summary>
    /// <value>The default is 30 (van der Maaten and Hinton recommend 5 to 50).</value>
    public double Perplexity { get; set; } = 30;

    /// <summary>Gets or sets the number of steps in which the places are found, at least 1.</summary>
    /// <value>The default is 500 (ours; the authors' 1,000 change little at the sizes that fit a page).</value>
    public int Iterations { get; set; } = 500;

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Require(Perplexity is > 1 and < double.PositiveInfinity, Perplexity, "a number above 1");
        errors.AtLeastOne(Iterations);
        errors.Throw("The configuration of the item map is not valid.");
    }
}
