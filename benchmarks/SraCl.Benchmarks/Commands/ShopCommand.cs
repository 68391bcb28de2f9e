using System.CommandLine;
using System.Globalization;
using SraCl.Benchmarks.Workloads;
using SraCl.Sequences;

namespace SraCl.Benchmarks.Commands;

/// <summary>Writes the synthetic data to a file that all sides read.</summary>
internal static class ShopCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out") { Description = "File to write 'user item' lines to.", Required = true };
        var command = new Command("shop", "Writes synthetic interactions of the size and sequence lengths of Amazon Beauty.") { output };
        command.SetAction(parsed => Write(parsed.GetValue(output)!));
        return command;
    }

    private static void Write(string path)
    {
        ItemSequences sequences = SyntheticShop.Create().Sequences;
        using var file = new StreamWriter(path);
        for (int user = 0; user < sequences.Count; user++)
        {
            foreach (int item in sequences[user])
            {
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{user + 1} {item}"));
            }
        }

        Report.Write(new { Users = sequences.Count, Events = sequences.TotalItems });
    }
}
