using System.CommandLine;
using RecommendApi;

// The host ends in good order on Ctrl-C and SIGTERM, and answers what is under way; the parser's own handler would cut it off.
return await ApiCommand.Create(ApiHost.RunAsync, Console.Error).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
