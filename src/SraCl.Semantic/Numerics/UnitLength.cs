namespace SraCl.Semantic.Numerics;

/// <summary>Scales vectors to length 1.</summary>
internal static class UnitLength
{
    /// <summary>Gets what a vector must be multiplied with; 0 for one of zeros.</summary>
    public static double Factor(ReadOnlySpan<float> vector)
    {
        double squares = 0;
        foreach (float value in vector)
        {
            squares += (double)value * value;
        }

        return squares == 0 ? 0 : 1 / Math.Sqrt(squares);
    }

    /// <summary>Scales a vector in place; one of zeros stays one.</summary>
    public static void Scale(Span<float> vector)
    {
        double factor = Factor(vector);
        foreach (ref float value in vector)
        {
            value = (float)(value * factor);
        }
    }
}
