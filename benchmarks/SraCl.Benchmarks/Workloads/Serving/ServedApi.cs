using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SraCl.Benchmarks.Workloads.Serving;

/// <summary>samples/RecommendApi as a process of its own.</summary>
internal sealed class ServedApi : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServedApi(Process process, Uri address)
    {
        _process = process;
        Address = address;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Gets where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="model">The directory of the model.</param>
    /// <param name="slots">Calls side by side; null for its own choice.</param>
    /// <param name="threads">The threads of operators.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<ServedApi> StartAsync(string model, int? slots, int threads, CancellationToken cancellationToken)
    {
        // All projects are built into folders side by side: artifacts/bin/PROJECT/CONFIGURATION.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        string program = Path.Combine(own.Parent!.Parent!.FullName, "RecommendApi", own.Name, "RecommendApi.dll");
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        List<string> arguments = [program, "--model", model, "--urls", address.ToString(), "--operator-threads", threads.ToString(CultureInfo.InvariantCulture)];
        if (slots is { } given)
        {
            arguments.AddRange(["--slots", given.ToString(CultureInfo.InvariantCulture)]);
        }

        Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var api = new ServedApi(process, address);
        using var client = new HttpClient { BaseAddress = address };
        while (true)
        {
            try
            {
                using HttpResponseMessage ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                ready.EnsureSuccessStatusCode();
                return api;
            }
            catch (HttpRequestException e)
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"{program} ended with code {process.ExitCode}:{Environment.NewLine}{api._output}", e);
                }

                await Task.Delay(100, cancellationToken);
            }
        }
    }

    /// <summary>Reads what is resident, in bytes.</summary>
    public long Resident()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>Reads the processor time that it has used.</summary>
    public TimeSpan ProcessorTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }
}
