using System.Globalization;
using SraCl.Semantic.Tests.Store;

namespace SraCl.Semantic.Tests;

/// <summary>The part of the tests that needs a process of its own: one that can be killed. The first argument names the part, others say more.</summary>
internal static class Program
{
    internal static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [PromptProcess.Part, string store, string log, string count]:
                await PromptProcess.RunAsync(store, log, int.Parse(count, CultureInfo.InvariantCulture));
                return 0;
            default:
                await Console.Error.WriteLineAsync("Expected the name of a part: see Program.cs.");
                return 1;
        }
    }
}
