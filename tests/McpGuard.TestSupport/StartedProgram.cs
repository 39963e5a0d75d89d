using System.Diagnostics;
using System.Text;

namespace McpGuard.TestSupport;

/// <summary>A process that is killed when the test is done with it, whatever has happened.</summary>
internal sealed class StartedProgram : IAsyncDisposable
{
    /// <summary>How long anything may take before it counts as broken; generous, since machines that run tests are busy.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private StartedProgram(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => Kept(_output);

    public string Errors => Kept(_errors);

    public int Id => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public static StartedProgram Start(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        return new StartedProgram(start);
    }

    /// <summary>Starts a program and waits for its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null)
    {
        await using var program = Start(command, arguments, environment, folder);
        program.Input.Close();
        var exitCode = await program.WaitForExitAsync();
        return (exitCode, program.Output, program.Errors);
    }

    public async Task<int> WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not end within {Limit}");
        }
    }

    /// <summary>Waits until something holds, looking again and again.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> holds, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (!await holds())
            {
                if (_process.HasExited)
                    throw Failure($"ended before {what}");

                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            throw Failure($"took longer than {Limit} until {what}");
        }
    }

    /// <summary>Waits until the program answers requests.</summary>
    public async Task WaitUntilServesAsync(string address)
    {
        using var http = new HttpClient();
        await WaitUntilAsync(
            async () =>
            {
                try
                {
                    using var response = await http.GetAsync(new Uri(address));
                    return response.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            $"it served {address}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private InvalidOperationException Failure(string what) =>
        new($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} {what}.\n{Output}\n{Errors}");

    private static void Keep(StringBuilder kept, string? line)
    {
        lock (kept)
        {
            if (line is not null)
                kept.Append(line).Append('\n');
        }
    }

    private static string Kept(StringBuilder kept)
    {
        lock (kept)
            return kept.ToString();
    }
}
