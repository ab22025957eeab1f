/** Starts the dashboard in the page that the service sends. */
import 'uplot/dist/uPlot.min.css';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/models.css';
import './style/parts.css';
import './style/try.css';
import './style/evaluation.css';
import './style/jobs.css';
import './style/overview.css';
import { render } from 'preact';
import { App } from './app.tsx';

render(<App />, document.getElementById('app') as HTMLElement);
