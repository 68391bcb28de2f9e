using SraCl.Contrastive.Losses;

namespace SraCl.Contrastive.Augmentation;

/// <summary>The configuration of <see cref="Cl4SRecObjective"/>. The defaults are those of CL4SRec as everybody runs it.</summary>
/// <remarks>
/// The authors have published no code; source of the values: <c>cl4srec.py</c> and <c>seq.yaml</c> of github.com/RuihongQiu/DuoRec. Not safe for
/// concurrent writing.
/// </remarks>
public sealed class Cl4SRecOptions
{
    /// <summary>Gets or sets the weight of the loss in the total, finite and positive.</summary>
    /// <value>The default is 0.1 (<c>lmd</c>).</value>
    public double Weight { get; set; } = 0.1;

    /// <summary>Gets or sets the share η of a sequence that a crop keeps, in (0, 1]: ⌊η · length⌋ neighbouring items, at least one.</summary>
    /// <value>The default is 0.6.</value>
    public double CropShare { get; set; } = 0.6;

    /// <summary>Gets or sets the share γ of the items that a mask hides, in [0, 1]: ⌊γ · length⌋ items, wherever they stand.</summary>
    /// <value>The default is 0.3.</value>
    public double MaskShare { get; set; } = 0.3;

    /// <summary>Gets or sets the share β of a sequence that is reordered, in [0, 1]: ⌊β · length⌋ neighbouring items are shuffled.</summary>
    /// <value>The default is 0.6.</value>
    public double ReorderShare { get; set; } = 0.6;

    /// <summary>Gets or sets what hides an item.</summary>
    /// <value>The default is <see cref="MaskKind.Token"/>, an id N + 1.</value>
    public MaskKind Mask { get; set; }

    /// <summary>Gets or sets how the two views' operators are drawn.</summary>
    /// <value>The default is <see cref="OperatorDraw.Different"/>.</value>
    public OperatorDraw Operators { get; set; }

    /// <summary>Gets or sets which contrastive loss the views are put to.</summary>
    /// <value>The default is symmetric over 2B rows, dot product, temperature 1, mean (<c>sim: dot</c>, <c>tau: 1</c>).</value>
    public ContrastiveLossOptions Loss { get; set; } = new();

    /// <summary>Gets or sets which samples are no negatives of each other.</summary>
    /// <value>The default is none.</value>
    public FalseNegativeRules FalseNegatives { get; set; } = FalseNegativeRules.None;

    /// <summary>Sets how views are made to what CoSeRec and ICLRec compare with under this name: shares 0.2, 0.7 and 0.2, padding as mask, operators by themselves.</summary>
    /// <remarks>
    /// Source: github.com/YChen1993/CoSeRec and github.com/salesforce/ICLRec, <c>tao</c>, <c>gamma</c>, <c>beta</c> of <c>main.py</c>. Their losses compare the states of
    /// all slots; this one compares representations.
    /// </remarks>
    public void UseCoSeRecViews()
    {
        CropShare = 0.2;
        MaskShare = 0.7;
        ReorderShare = 0.2;
        Mask = MaskKind.Padding;
        Operators = OperatorDraw.Independent;
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="SraClException">A value is out of its range; the message lists all of them.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        errors.Require(CropShare is > 0 and <= 1, CropShare, "a share in (0, 1]");
        errors.Require(MaskShare is >= 0 and <= 1, MaskShare, "a share in [0, 1]");
        errors.Require(ReorderShare is >= 0 and <= 1, ReorderShare, "a share in [0, 1]");
        Checks.Weight(errors, Weight, "AddCl4SRecContrast");
        errors.Defined(Mask);
        errors.Defined(Operators);
        Checks.Loss(errors, Loss, FalseNegatives);
        errors.Throw("The CL4SRec contrast is not set up right.");
    }
}
