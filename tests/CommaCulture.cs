using System.Globalization;
using System.Runtime.CompilerServices;

namespace SraCl;

/// <summary>Tests run as on a machine whose decimal separator is a comma, so that what depends on the culture by mistake shows.</summary>
internal static class CommaCulture
{
    [ModuleInitializer]
    internal static void Use()
    {
        // Made by hand: the runtime of the tests knows no culture but the invariant one.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.PercentGroupSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        CultureInfo.DefaultThreadCurrentCulture = culture;
        CultureInfo.CurrentCulture = culture;
    }
}
